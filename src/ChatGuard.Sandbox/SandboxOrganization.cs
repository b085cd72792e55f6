using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Signing;

namespace ChatGuard.Sandbox;

/// <summary>All accounts of the sandbox and the organizations they belong to.</summary>
public sealed class SandboxOrganization
{
    public SandboxOrganization(int seed = 1)
    {
        Seed = seed;
        Keyring = new Keyring(this, seed);
    }

    /// <summary>Drives every derived id and secret.</summary>
    public int Seed { get; }

    /// <summary>The accounts by their twelve-digit id, in the order of the story.</summary>
    public List<SandboxAccount> Accounts { get; } = [];

    /// <summary>The AWS Organizations that the accounts form: the sandbox has two.</summary>
    public List<OrganizationState> Organizations { get; } = [];

    internal Keyring Keyring { get; }

    public SandboxAccount? Find(string accountId) => Accounts.Find(account => account.Id == accountId);
}
