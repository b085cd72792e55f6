using System.Data;

namespace ChatGuard.Store;

/// <summary>Goes along the audit and finds the first record that is not as it was written.</summary>
internal static class AuditChain
{
    /// <param name="last">The record before; null at the beginning.</param>
    /// <param name="record">The next one.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? Problem(AuditRecord? last, AuditRecord record)
    {
        var (seq, hash) = last is null ? (0, AuditRecord.Nothing) : (last.Seq, last.Hash);
        return record.Seq != seq + 1 ? $"record {seq + 1} is missing: the next one is {record.Seq}"
            : record.Previous != hash ? $"record {record.Seq} does not follow record {seq}: it names another hash"
            : record.Hash != record.HashOfContent() ? $"record {record.Seq} was changed: its content has another hash"
            : null;
    }

    /// <summary>Reads the whole audit, a few records at a time, however long it is. What was cut off its end shows only against a head that was noted elsewhere, such as in a digest or the log.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="noted">A head noted earlier: number and hash; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AuditVerdict> VerifyAsync(Store store, (long Seq, string Hash)? noted, CancellationToken cancellationToken)
    {
        AuditRecord? last = null;
        try
        {
            await foreach (var record in store.AuditAsync(cancellationToken))
            {
                if (Problem(last, record) is { } problem)
                {
                    return new AuditVerdict(last?.Seq ?? 0, last?.Hash, problem);
                }

                if (noted is { } head && head.Seq == record.Seq && head.Hash != record.Hash)
                {
                    return new AuditVerdict(last?.Seq ?? 0, last?.Hash, $"record {record.Seq} is not the one that was noted: the audit was written anew");
                }

                last = record;
            }
        }
        catch (DataException unreadable)
        {
            return new AuditVerdict(last?.Seq ?? 0, last?.Hash, $"record {(last?.Seq ?? 0) + 1} was changed: it cannot be read any more ({unreadable.Message})");
        }

        return new AuditVerdict(last?.Seq ?? 0, last?.Hash, noted is { } later && later.Seq > (last?.Seq ?? 0) ? $"records {(last?.Seq ?? 0) + 1} to {later.Seq} are missing: record {later.Seq} was noted as the head" : null);
    }
}

/// <summary>What came of verifying.</summary>
/// <param name="Intact">How many records are as they were written, from the first on.</param>
/// <param name="Head">The hash of the last of them; null where there is none.</param>
/// <param name="Problem">The first thing that is wrong; null where all is well.</param>
internal sealed record AuditVerdict(long Intact, string? Head, string? Problem);
