using System.Globalization;
using System.Text;
using ChatGuard.Core.Checks;

namespace ChatGuard.Core.Answers;

/// <summary>How answers write times, ages, key ids and enumerations.</summary>
public static class Wording
{
    /// <summary>ISO 8601 UTC to the second; null stays null.</summary>
    public static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time as a person reads it, always UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long ago, in the largest fitting unit.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } age => Count((int)age.TotalMinutes, "minute") + " ago",
        { TotalHours: < 24 } age => Count((int)age.TotalHours, "hour") + " ago",
        var age => Count((int)age.TotalDays, "day") + " ago",
    };

    /// <summary><c>1 check</c>, <c>2 checks</c>.</summary>
    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>A key id's first four and last four characters: enough to recognise it, useless to a stranger.</summary>
    public static string Tail(string? keyId) => keyId is { Length: >= 16 } ? $"{keyId[..4]}…{keyId[^4..]}" : "–";

    /// <summary>An enumeration's value as JSON writes it: <c>not-applicable</c>.</summary>
    public static string Kebab<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            _ = char.IsUpper(letter) && text.Length > 0 ? text.Append('-') : text;
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    /// <summary>The last part of an ARN, which people call the resource by; other ids as they are.</summary>
    public static string Short(string resource) => resource.StartsWith("arn:", StringComparison.Ordinal)
        ? resource[(resource.LastIndexOfAny(['/', ':']) + 1)..]
        : resource;

    /// <summary>Text of at most so many characters, cut with an ellipsis; what is invisible is made visible first, for its escapes are longer.</summary>
    public static string Clip(string text, int most) => VisibleText.Of(text) is var visible && visible.Length <= most ? visible : visible[..(most - 1)].TrimEnd() + "…";

    public static Mark Mark(Severity severity) => severity switch
    {
        Severity.Critical => Answers.Mark.Critical,
        Severity.High => Answers.Mark.High,
        Severity.Medium => Answers.Mark.Medium,
        Severity.Low => Answers.Mark.Low,
        _ => Answers.Mark.Info,
    };

    public static Mark Mark(CheckStatus status) => status switch
    {
        CheckStatus.Pass => Answers.Mark.Pass,
        CheckStatus.Fail => Answers.Mark.Fail,
        CheckStatus.Unknown => Answers.Mark.Unknown,
        CheckStatus.Suppressed => Answers.Mark.Suppressed,
        _ => Answers.Mark.NotApplicable,
    };

    public static Cell Cell(Severity severity) => new(Kebab(severity), Mark(severity));

    public static Cell Cell(CheckStatus status) => new(status == CheckStatus.NotApplicable ? "not applicable" : Kebab(status), Mark(status));
}
