namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in Iam.</summary>
public sealed class IamState
{
}
