using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>Accepted findings that begin to fail again within two weeks.</summary>
internal static class ExpirySection
{
    private const int Days = 14;

    public static DigestSection? Of(DigestInput input)
    {
        var soon = input.Accounts
            .SelectMany(account => account.Policy.Suppressions.Select(suppression => (account.Snapshot.AccountName, Suppression: suppression)))
            .Where(each => each.Suppression.Until > input.Now && each.Suppression.Until <= input.Now.AddDays(Days)).Distinct()
            .OrderBy(each => each.Suppression.Until).ToList();
        return DigestSection.Of(
            $"Expiring within {Days} days: {Wording.Count(soon.Count, "acceptance")}", soon, 15, "/aws posture",
            [new("Until"), new("Check"), new("Resource"), new("By"), new("Account")],
            each =>
            [
                $"{each.Suppression.Until:yyyy-MM-dd}", Wording.Clip(each.Suppression.CheckId, 32), Wording.Clip(Wording.Short(each.Suppression.Resource), 22),
                Wording.Clip(each.Suppression.By, 12), Wording.Clip(each.AccountName, 16),
            ]);
    }
}
