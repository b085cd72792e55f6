using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatGuard.Commands;

/// <summary>A question taken apart: the command's name, its argument and its options.</summary>
internal sealed partial record Request(Question Question, string Command, string? Argument)
{
    private static readonly string[] Bands = ["low", "medium", "high", "critical"];

    /// <summary>What follows the argument: a resource, for commands about one.</summary>
    public string? Resource { get; init; }

    /// <summary><c>--account</c>: an id, a name or a part of one; null for all.</summary>
    public string? Account { get; init; }

    /// <summary><c>--region</c>; null for all.</summary>
    public string? Region { get; init; }

    /// <summary><c>--days</c>: 1 to 90, as long as AWS keeps events; null for all of them.</summary>
    public int? Days { get; init; }

    /// <summary><c>--severity</c>: GuardDuty's band or worse; null for all.</summary>
    public string? Severity { get; init; }

    /// <summary><c>--fresh</c>: read AWS now.</summary>
    public bool Fresh { get; init; }

    /// <summary><c>--share</c>: show the answer to everybody in the channel, where a chat platform would show it to the asker alone.</summary>
    public bool Share { get; init; }

    /// <summary>The lowest GuardDuty severity asked for: 0, 4, 7 or 9.</summary>
    public double LeastSeverity => Severity switch { "medium" => 4, "high" => 7, "critical" => 9, _ => 0 };

    /// <exception cref="NotUnderstoodException">An option is unknown or its value is wrong.</exception>
    public static Request Parse(Question question)
    {
        var words = Words().Matches(question.Text).Select(word => word.Groups["quoted"] is { Success: true } quoted ? quoted.Value : Dashed(word.Value)).ToList();
        if (words.Count > 0 && words[0].Equals("/aws", StringComparison.OrdinalIgnoreCase))
        {
            words.RemoveAt(0);
        }

        var request = new Request(question, "", null);
        var plain = new List<string>();
        for (var n = 0; n < words.Count; n++)
        {
            if (!words[n].StartsWith("--", StringComparison.Ordinal))
            {
                plain.Add(words[n]);
                continue;
            }

            var (option, value) = words[n].Split('=', 2) is [var left, var right] ? (left, right) : (words[n], null);
            request = option.Equals("--fresh", StringComparison.OrdinalIgnoreCase) ? request with { Fresh = true }
                : option.Equals("--share", StringComparison.OrdinalIgnoreCase) ? request with { Share = true }
                : request.With(option.ToLowerInvariant(), value ?? (++n < words.Count ? words[n] : throw new NotUnderstoodException($"{option} needs a value")));
        }

        return plain.Count > 3
            ? throw TooMany(plain[3])
            : request with { Command = plain.ElementAtOrDefault(0)?.ToLowerInvariant() ?? "help", Argument = plain.ElementAtOrDefault(1), Resource = plain.ElementAtOrDefault(2) };
    }

    /// <exception cref="NotUnderstoodException">There are more words than the command takes.</exception>
    public void NoMoreThan(int arguments)
    {
        if (Resource is not null && arguments < 2)
        {
            throw TooMany(Resource);
        }
    }

    /// <exception cref="NotUnderstoodException">The command takes no argument and there is one.</exception>
    public void NoArgument()
    {
        if (Argument is not null)
        {
            throw new NotUnderstoodException($"'{Argument}' is not understood here; accounts are named as --account {Argument}", $"{Command} --account {Argument}");
        }
    }

    /// <exception cref="NotUnderstoodException">The command is about whole accounts and a region is named: a part's score would pass for the account's.</exception>
    public void NoRegion()
    {
        if (Region is not null)
        {
            throw new NotUnderstoodException($"{Command} is about whole accounts, so --region is not understood here; posture and findings take one", $"posture --region {Region}");
        }
    }

    private static NotUnderstoodException TooMany(string word) => new($"'{word}' is one word too many; put names with spaces in quotes");

    private Request With(string option, string value) => option switch
    {
        "--account" => this with { Account = value },
        "--region" => RegionName().IsMatch(value) ? this with { Region = value.ToLowerInvariant() } : throw new NotUnderstoodException($"'{value}' is no region; write it like eu-west-1"),
        "--days" => this with { Days = Number(value) },
        "--severity" => Bands.Contains(value.ToLowerInvariant()) ? this with { Severity = value.ToLowerInvariant() } : throw new NotUnderstoodException($"--severity is one of {string.Join(", ", Bands)}, not '{value}'"),
        _ => throw new NotUnderstoodException($"the option {option} does not exist; there are --account, --region, --days, --severity, --fresh and --share"),
    };

    /// <summary>Phones and Macs make one long dash of two typed hyphens.</summary>
    private static string Dashed(string word) => word[0] is '—' or '–' && word.Length > 1 ? "--" + word[1..] : word;

    private static int Number(string value) => int.TryParse(value, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 90
        ? days
        : throw new NotUnderstoodException($"--days is a number from 1 to 90 (AWS keeps events for 90 days), not '{value}'");

    [GeneratedRegex("[\"“](?<quoted>[^\"”]*)[\"”]|\\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex RegionName();
}
