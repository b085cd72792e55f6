namespace ChatGuard.Core.Proposals;

/// <summary>A chat that knows what people and groups are called.</summary>
/// <param name="Prefix">What their ids begin with: <c>slack:</c>.</param>
/// <param name="FindAsync">What a person or group is called today, by an id such as <see cref="Actor.Id"/>; null where the chat does not know it. May ask the chat, and fail.</param>
public sealed record NameSource(string Prefix, Func<string, CancellationToken, Task<string?>> FindAsync);
