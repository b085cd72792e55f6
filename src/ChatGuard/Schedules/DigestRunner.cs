using ChatGuard.Core.Digests;
using ChatGuard.Store;

namespace ChatGuard.Schedules;

/// <summary>Reads the accounts and makes the digest of a day.</summary>
internal delegate Task<Digest> MakeDigest(DigestPlan plan, DateOnly today, CancellationToken cancellationToken);

/// <summary>Makes the digest that is due and commits it with its slot, for <see cref="Delivery"/> to post. Whatever calls it twice, a slot is committed once.</summary>
internal sealed class DigestRunner(Store.Store store, MakeDigest make, AuditHeadLog auditHead, TimeProvider clock, ILogger<DigestRunner> log)
{
    /// <param name="plan">The digest.</param>
    /// <param name="since">Since when it is scheduled: slots before that are nobody's.</param>
    /// <param name="cancellationToken">Gives up; the slot then stays untaken.</param>
    /// <returns>Whether this call committed a slot.</returns>
    public async Task<bool> RunDueAsync(DigestPlan plan, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (plan.Schedule.Due(since, clock.GetUtcNow()) is not { } due)
        {
            return false;
        }

        var slot = new DigestSlot(plan.Name, due.LocalDate);
        if (await store.IsTakenAsync(slot, cancellationToken))
        {
            return false;
        }

        using var activity = Telemetry.Source.StartActivity("digest");
        activity?.SetTag("chatguard.digest", plan.Name);
        var digest = await make(plan, due.LocalDate, cancellationToken);
        var (headline, offers) = OfferedFixes.Of(digest, clock.GetUtcNow());
        if (!await store.CommitDigestAsync(slot, Messages(plan, due.LocalDate, digest with { Headline = headline }), digest.Announces, cancellationToken, offers))
        {
            return false;
        }

        var lag = clock.GetUtcNow() - due.At;
        Telemetry.DigestLag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("chatguard.digest", plan.Name));
        log.DigestCommitted(plan.Name, due.LocalDate, lag, digest.Headline is null ? "nothing to say" : "to be posted");
        await auditHead.WriteAsync($"digest {plan.Name} of {due.LocalDate:yyyy-MM-dd}", cancellationToken);
        return true;
    }

    /// <summary>Whether a slot since then has begun and nobody committed it.</summary>
    public async Task<bool> IsOwedAsync(DigestPlan plan, DateTimeOffset since, CancellationToken cancellationToken) =>
        plan.Schedule.Due(since, clock.GetUtcNow()) is { } due && !await store.IsTakenAsync(new DigestSlot(plan.Name, due.LocalDate), cancellationToken);

    private static List<OutboxMessage> Messages(DigestPlan plan, DateOnly day, Digest digest)
    {
        var key = $"digest/{plan.Name}/{day:yyyy-MM-dd}";
        var messages = new List<OutboxMessage>();
        if (digest.Headline is { } headline)
        {
            messages.Add(new OutboxMessage(0, key, plan.Channel, null, headline, 0));
            if (digest.Details is { } details)
            {
                messages.Add(new OutboxMessage(0, $"{key}/details", plan.Channel, key, details, 0));
            }
        }

        return messages;
    }
}
