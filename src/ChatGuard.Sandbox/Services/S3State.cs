namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in S3.</summary>
public sealed class S3State
{
}
