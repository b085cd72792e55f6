using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

/// <summary>One digest on one local date: a unique row, so that it is made once whatever fires twice.</summary>
internal sealed record DigestSlot(string Digest, DateOnly LocalDate);

/// <summary>A message to be posted, kept until it is.</summary>
/// <param name="Id">0 before it is stored.</param>
/// <param name="Key">Names the post for good, such as <c>digest/morning/2026-11-22/details</c>.</param>
/// <param name="Channel">Where to.</param>
/// <param name="AfterKey">The key of the message in whose thread it belongs, which is posted first; null for none.</param>
/// <param name="Answer">What to say.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Thread">The posted message of <paramref name="AfterKey"/>; filled when leased.</param>
internal sealed record OutboxMessage(long Id, string Key, ChannelRef Channel, string? AfterKey, Answer Answer, int Attempts, MessageRef? Thread = null);

/// <summary>A message of the web chat.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Key">The outbox key of a message that ChatGuard posted by itself; null for a conversation.</param>
/// <param name="Revision">Rises through all messages with each that is added or edited; 0 before it is stored.</param>
/// <param name="Thread">The id of the message it belongs below; null for one of its own.</param>
internal sealed record StoredWebMessage(long Id, string Channel, string Who, DateTimeOffset At, string? Text, Answer? Answer, string? Key, long Revision = 0, long? Thread = null);
