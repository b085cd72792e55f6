using System.Diagnostics.CodeAnalysis;

namespace ChatGuard.Core.Answers;

/// <summary>A place where ChatGuard can speak first: web, later Slack and Teams.</summary>
public interface IChatSurface
{
    /// <summary>The part of a channel's name before the colon, such as <c>web</c>.</summary>
    string Name { get; }

    /// <summary>Whether a channel of that name can be posted to, as far as is known without asking anybody.</summary>
    bool Owns(ChannelRef channel);

    /// <summary>Posts an answer; in a message's thread where one is named.</summary>
    /// <param name="channel">One of this surface's.</param>
    /// <param name="thread">The message to answer below; null for a message of its own.</param>
    /// <param name="answer">What to say.</param>
    /// <param name="key">Names this post for good: a surface that already has a message of this key posts none and returns that one.</param>
    /// <param name="cancellationToken">Gives up; whether it was posted is then unknown.</param>
    /// <exception cref="ChannelGoneException">The channel was deleted or archived; trying again is of no use.</exception>
    Task<MessageRef> PostAsync(ChannelRef channel, MessageRef? thread, Answer answer, string key, CancellationToken cancellationToken);

    /// <summary>Replaces what a message says.</summary>
    Task UpdateAsync(MessageRef message, Answer answer, CancellationToken cancellationToken);
}

/// <summary>A channel of a surface, written <c>web:security</c>.</summary>
public sealed record ChannelRef(string Surface, string Channel)
{
    /// <summary>Reads <c>surface:channel</c>; the channel may hold further colons.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ChannelRef? channel)
    {
        channel = text.Split(':', 2) is [{ Length: > 0 } surface, { Length: > 0 } name] ? new ChannelRef(surface, name) : null;
        return channel is not null;
    }

    public override string ToString() => $"{Surface}:{Channel}";
}

/// <summary>A message that was posted: the surface, its channel and the surface's own id for it.</summary>
public sealed record MessageRef(string Surface, string Channel, string Id);

/// <summary>A channel that is no longer there.</summary>
public sealed class ChannelGoneException(string message) : Exception(message);
