using System.Collections.Concurrent;
using Amazon.Runtime;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Snapshots;
using Microsoft.Extensions.Options;

namespace ChatGuard.Aws;

/// <summary>
/// Looks access key ids up, which the credential report does not carry: one iam:ListAccessKeys a user, as many users as the options allow.
/// A key is known by its user and creation time, which never change, so each is looked up once.
/// </summary>
internal sealed class KeyIds(Accounts accounts, IOptions<AwsOptions> options)
{
    private readonly ConcurrentDictionary<(string Account, string User), IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)>> known = new();

    /// <summary>The ids by user, for as many of these users as could be asked; and why the others could not, if one was refused.</summary>
    /// <param name="account">The account as it was read.</param>
    /// <param name="users">User names, most important first.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<(IReadOnlyDictionary<string, IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)>> Ids, string? Refusal)> OfAsync(
        AccountSnapshot account, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        var iam = accounts.Clients(account.AccountId).Iam;
        string? refusal = null;
        var asked = users.Where(user => !known.ContainsKey((account.AccountId, user))).Take(options.Value.KeyIdLookups).ToList();
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (user, ct) =>
        {
            if (Volatile.Read(ref refusal) is not null)
            {
                return;
            }

            try
            {
                known[(account.AccountId, user)] = await iam.ListAccessKeysAsync(user, ct);
            }
            catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
            {
                known[(account.AccountId, user)] = [];
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
            {
                Volatile.Write(ref refusal, $"iam:ListAccessKeys: {reason.Code}");
            }
        });
        var ids = users.Where(user => known.ContainsKey((account.AccountId, user))).Distinct(StringComparer.Ordinal)
            .ToDictionary(user => user, user => known[(account.AccountId, user)], StringComparer.Ordinal);
        return (ids, refusal);
    }

    /// <summary>The key whose creation is nearest to the report's date and that is as active; none where two are equally near, or none is within two seconds and the user has several.</summary>
    public static string? Match(UserCredentials user, AccessKey key, IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)>? ids)
    {
        if (ids is [var only] && user.AccessKeys.Count == 1)
        {
            return only.KeyId;
        }

        var near = (ids ?? []).Where(each => each.Active == key.Active && key.LastRotated is not null)
            .Select(each => (each.KeyId, Apart: (key.LastRotated!.Value - each.Created).Duration()))
            .Where(each => each.Apart < TimeSpan.FromSeconds(2)).OrderBy(each => each.Apart).ToList();
        return near.Count == 1 || (near.Count > 1 && near[0].Apart < near[1].Apart) ? near[0].KeyId : null;
    }

    /// <summary>Forgets an account's ids: keys may have been made or deleted since.</summary>
    public void Forget(string accountId)
    {
        foreach (var key in known.Keys.Where(key => key.Account == accountId))
        {
            known.TryRemove(key, out _);
        }
    }
}
