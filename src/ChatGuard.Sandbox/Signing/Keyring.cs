using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatGuard.Sandbox.Signing;

/// <summary>Every credential that can sign: one host pair an account, the IAM users' keys, and the sessions STS gave out.</summary>
internal sealed class Keyring(SandboxOrganization organization, int seed)
{
    private readonly ConcurrentDictionary<string, Credential> credentials = new(StringComparer.Ordinal);
    private int issued;

    /// <summary>The pair of an account's ChatGuardHost principal; it is in no IAM list, so that the story's counts hold.</summary>
    public Credential HostOf(SandboxAccount account)
    {
        var id = "AKIA" + Derive("host/" + account.Id, 9) + "EXAMPLE";
        return credentials.GetOrAdd(id, _ => new Credential(
            id,
            Secret("host/" + account.Id),
            account,
            $"arn:aws:sts::{account.Id}:assumed-role/ChatGuardHost/sandbox",
            "AROA" + Derive("host-id/" + account.Id, 17) + ":sandbox"));
    }

    public Credential Issue(SandboxAccount account, string arn, string userId, string sessionName, DateTimeOffset expires, string? policy, Func<Credential, Credential>? with = null)
    {
        var n = Interlocked.Increment(ref issued).ToString(CultureInfo.InvariantCulture);
        var credential = new Credential("ASIA" + Derive("session/" + n, 16), Secret("session/" + n), account, arn, userId)
        {
            SessionToken = "SandboxSession//" + Convert.ToBase64String(SHA512.HashData(Encoding.UTF8.GetBytes($"{seed}/token/{n}"))),
            Expires = expires,
            RoleSessionName = sessionName,
            SessionPolicy = policy,
        };
        credential = with?.Invoke(credential) ?? credential;
        credentials[credential.AccessKeyId] = credential;
        return credential;
    }

    /// <summary>A new secret of the form AWS gives: forty characters.</summary>
    public string Secret(string name) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/secret/{name}")))[..40];

    /// <summary>The credential behind a key id, or null where it is unknown or inactive.</summary>
    public Credential? Find(string accessKeyId) => credentials.GetValueOrDefault(accessKeyId) ?? OfUser(accessKeyId);

    /// <summary>Upper-case letters and digits that depend on the seed and a name only.</summary>
    public string Derive(string name, int length) => Ids.Derive(seed, name, length);

    private Credential? OfUser(string accessKeyId) => organization.Accounts
        .SelectMany(account => account.Iam.Users.Values.Append(account.Iam.Root), (account, user) => (account, user))
        .SelectMany(owner => owner.user.Keys, (owner, key) => (owner.account, owner.user, key))
        .Where(found => found.key.Id == accessKeyId && found.key.Active)
        .Select(found => new Credential(accessKeyId, Secret(accessKeyId), found.account, found.user.Arn, found.user.Id))
        .FirstOrDefault();
}
