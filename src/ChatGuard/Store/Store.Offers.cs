using ChatGuard.Core.Proposals;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Keeps offers, so that their buttons can be posted.</summary>
    public Task AddOffersAsync(IReadOnlyList<Offer> offers, CancellationToken cancellationToken) => WriteAsync(session => AddOffersAsync(session, offers), cancellationToken);

    /// <summary>The offer; null where there is none of that id.</summary>
    public async Task<Offer?> OfferAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(
        session => session.FirstAsync<OfferRow>("SELECT id, nonce, check_id, account, region, resource, created_at, proposal FROM offers WHERE id = @id", new { id }), cancellationToken))?.ToOffer();

    private static async Task<int> AddOffersAsync(Session session, IReadOnlyList<Offer> offers)
    {
        const string Sql = "INSERT INTO offers (id, nonce, check_id, account, region, resource, created_at) VALUES (@Id, @Nonce, @CheckId, @Account, @Region, @Resource, @CreatedAt)";
        foreach (var offer in offers)
        {
            var (account, region, resource) = offer.Found;
            await session.ExecuteAsync(Sql, new { offer.Id, offer.Nonce, offer.CheckId, Account = account, Region = region, Resource = StoredValues.Storable(resource), offer.CreatedAt });
        }

        return offers.Count;
    }

    private sealed class OfferRow
    {
        public required string Id { get; init; }

        public required string Nonce { get; init; }

        public required string CheckId { get; init; }

        public required string Account { get; init; }

        public string? Region { get; init; }

        public required string Resource { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public string? Proposal { get; init; }

        public Offer ToOffer() => new(Id, Nonce, CheckId, new Target(Account, Region, Resource), CreatedAt) { Proposal = Proposal };
    }
}

/// <summary>Something that can be put right, offered by a button.</summary>
/// <param name="Id">10 lower-case letters and digits, unguessable.</param>
/// <param name="Nonce">What the button must bring along.</param>
/// <param name="CheckId">The check that fails.</param>
/// <param name="Found">For what, as the check's finding names it.</param>
/// <param name="CreatedAt">When it was offered.</param>
internal sealed record Offer(string Id, string Nonce, string CheckId, Target Found, DateTimeOffset CreatedAt)
{
    /// <summary>The proposal that was made of it last; null before the first.</summary>
    public string? Proposal { get; init; }
}

/// <summary>That somebody opened an offer.</summary>
internal sealed record OpenedOffer(string Offer, Actor By);
