using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>Accepted findings that begin to fail again within two weeks.</summary>
internal static class ExpirySection
{
    public static DigestSection? Of(DigestInput input)
    {
        var soon = EndingSuppression.Of(input.Accounts, input.Now).ToList();
        return DigestSection.Of(
            $"Expiring within {EndingSuppression.Days} days: {Wording.Count(soon.Count, "acceptance")}", soon, 15, "/aws posture",
            [new("Until"), new("Check"), new("Resource"), new("By"), new("Account")],
            each =>
            [
                $"{each.Suppression.Until:yyyy-MM-dd}", Wording.Clip(each.Suppression.CheckId, 32), Wording.Clip(Wording.Short(each.Suppression.Resource), 22),
                Wording.Clip(each.Suppression.By, 12), Wording.Clip(each.Account.AccountName, 16),
            ]);
    }
}
