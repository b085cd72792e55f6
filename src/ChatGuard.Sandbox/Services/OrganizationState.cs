namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in Organization.</summary>
public sealed class OrganizationState
{
}
