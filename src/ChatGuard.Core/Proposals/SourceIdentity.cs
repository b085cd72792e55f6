using System.Security.Cryptography;
using System.Text;

namespace ChatGuard.Core.Proposals;

/// <summary>The approver as AWS's session records name people: what AWS keeps is always the same for the same person and never the same for two.</summary>
public static class SourceIdentity
{
    private const int MostCharacters = 64;

    /// <summary><c>slack:T1/U1</c> is <c>slack=T1,U1</c>; where that does not fit AWS's alphabet or length, a part of it and a digest of the whole.</summary>
    public static string Of(Actor actor)
    {
        var plain = string.Concat(actor.Id.Select(c => c switch { ':' => '=', '/' => ',', _ when IsAllowed(c) => c, _ => '-' }));
        var faithful = actor.Id.All(c => c is ':' or '/' || (IsAllowed(c) && c is not ('=' or ',')));
        if (faithful && plain.Length is >= 2 and <= MostCharacters)
        {
            return plain;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor.Id)))[..16];
        return $"{(plain.Length > MostCharacters - 17 ? plain[..(MostCharacters - 17)] : plain)}-{digest}";
    }

    /// <summary>The id as the value of a session tag, whose alphabet is wider.</summary>
    public static string AsTag(Actor actor)
    {
        var text = string.Concat(actor.Id.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '.' or ':' or '/' or '=' or '+' or '-' or '@' ? c : '-'));
        return text.Length > 256 ? text[..256] : text;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-';
}
