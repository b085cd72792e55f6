namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in Ec2.</summary>
public sealed class Ec2State
{
}
