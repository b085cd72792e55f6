using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;

namespace ChatGuard.Schedules;

/// <summary>The buttons of a digest, which is pure and has no ids: they are made when it is committed.</summary>
internal static class OfferedFixes
{
    /// <summary>The headline with its buttons, and the offers behind them, to be kept before it is posted.</summary>
    public static (Answer? Headline, IReadOnlyList<Offer> Offers) Of(Digest digest, DateTimeOffset now)
    {
        if (digest.Headline is not { } headline)
        {
            return (null, []);
        }

        List<Offer> offers = [.. digest.Offers.Select(each => OfferDesk.New(each.CheckId, new Target(each.AccountId, each.Region, each.ResourceId), now))];
        var buttons = digest.Offers.Zip(offers).Select(each => new Button(each.First.Label, Verb.Open, each.Second.Id, each.Second.Nonce, each.First.About));
        return (DigestOffers.Show(headline, [.. buttons]), offers);
    }
}
