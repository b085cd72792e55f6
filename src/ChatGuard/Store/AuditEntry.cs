using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Store;

/// <summary>Something to be remembered for good. Never a secret.</summary>
/// <param name="Kind">What happened, such as <c>approved</c>, <c>click-refused</c>, <c>aws-call</c>.</param>
/// <param name="Proposal">The proposal's id; null where it is about none.</param>
/// <param name="Actor">The person's id; null for ChatGuard itself.</param>
/// <param name="Detail">The facts: hashes, states, reasons, request ids.</param>
internal sealed record AuditEntry(string Kind, string? Proposal, string? Actor, JsonObject Detail);

/// <summary>A record of the audit: each holds the hash of the one before, so that none can be changed, removed or moved without being found.</summary>
/// <param name="Seq">1, 2, 3, … without a gap.</param>
/// <param name="At">When, to the microsecond.</param>
/// <param name="Detail">A JSON object, as it was written.</param>
/// <param name="Previous">The hash of the record before; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over all of the above, in hexadecimal.</param>
internal sealed record AuditRecord(long Seq, DateTimeOffset At, string Kind, string? Proposal, string? Actor, string Detail, string Previous, string Hash)
{
    /// <summary>What the first record follows.</summary>
    public static readonly string Nothing = new('0', 64);

    /// <summary>The record that follows another.</summary>
    public static AuditRecord Following((long Seq, string Hash) last, DateTimeOffset at, AuditEntry entry)
    {
        var micro = new DateTimeOffset(at.UtcTicks / 10 * 10, TimeSpan.Zero);
        var record = new AuditRecord(
            last.Seq + 1,
            micro,
            entry.Kind,
            Storable(entry.Proposal),
            Storable(entry.Actor),
            StoredValues.Storable(entry.Detail.ToJsonString()),
            last.Hash,
            "");
        return record with { Hash = record.HashOfContent() };
    }

    /// <summary>The hash that the record should have.</summary>
    public string HashOfContent() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[] { Seq, At.UtcTicks, Kind, Proposal, Actor, Detail, Previous })));

    private static string? Storable(string? text) => text is null ? null : StoredValues.Storable(text);
}
