namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in CloudTrail.</summary>
public sealed class CloudTrailState
{
}
