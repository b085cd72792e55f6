using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox;

/// <summary>All accounts of the sandbox and the organizations they belong to.</summary>
public sealed class SandboxOrganization
{
    /// <summary>The accounts by their twelve-digit id, in the order of the story.</summary>
    public List<SandboxAccount> Accounts { get; } = [];

    /// <summary>The AWS Organizations that the accounts form: the sandbox has two.</summary>
    public List<OrganizationState> Organizations { get; } = [];

    public SandboxAccount? Find(string accountId) => Accounts.Find(account => account.Id == accountId);
}
