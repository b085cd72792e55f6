using System.Collections.Concurrent;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Policies;

/// <summary>
/// What people and groups are called, as far as ChatGuard heard: of whoever asked or clicked, and of the chats, which <see cref="NameRefresh"/> asks
/// beforehand. Looking here waits for nobody.
/// </summary>
internal sealed class Names
{
    private const int Longest = 80;
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>The name; null where it was not heard of.</summary>
    public string? Of(string id) => known.GetValueOrDefault(id);

    /// <summary>Somebody asked or clicked.</summary>
    public void Learn(Actor? actor)
    {
        if (actor is not null)
        {
            Learn(actor.Id, actor.Name);
        }
    }

    /// <summary>A chat said so. A name that only repeats the id is none.</summary>
    public void Learn(string id, string name)
    {
        var shown = Wording.Clip(name.Trim(), Longest);
        if (shown.Length > 0 && !id.EndsWith(shown, StringComparison.Ordinal) && (known.ContainsKey(id) || known.Count < Most))
        {
            known[id] = shown;
        }
    }
}
