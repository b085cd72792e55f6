namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in GuardDuty.</summary>
public sealed class GuardDutyState
{
}
