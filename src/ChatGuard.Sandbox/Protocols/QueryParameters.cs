using System.Globalization;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>The form of a query or ec2 request: <c>Name</c>, <c>Name.member.N</c> and <c>Name.N</c>.</summary>
public sealed class QueryParameters(IReadOnlyDictionary<string, string> form)
{
    /// <summary>The value of a parameter, or null.</summary>
    public string? this[string name] => form.GetValueOrDefault(name);

    /// <summary>The value of a parameter that must be there.</summary>
    /// <exception cref="AwsError">ValidationError when it is missing.</exception>
    public string Required(string name) => this[name] is { Length: > 0 } value
        ? value
        : throw new AwsError("ValidationError", $"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must not be null");

    /// <summary>The value of a number, or null where it is absent.</summary>
    /// <exception cref="AwsError">MalformedInput when it is no whole number.</exception>
    public int? Int(string name) => this[name] switch
    {
        null => null,
        { } text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        { } text => throw new AwsError("MalformedInput", $"Value '{text}' at '{name}' is not an integer"),
    };

    public bool? Bool(string name) => this[name] is { } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>The scalars of a list, from <c>name.member.1</c> or <c>name.1</c> on.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var values = new List<string>();
        for (var n = 1; (this[$"{name}.member.{n}"] ?? this[$"{name}.{n}"]) is { } value; n++)
        {
            values.Add(value);
        }

        return values;
    }

    /// <summary>The structures of a list: each item's members by name.</summary>
    public IReadOnlyList<QueryParameters> Structures(string name)
    {
        var items = new List<QueryParameters>();
        for (var n = 1; ; n++)
        {
            string[] prefixes = [$"{name}.member.{n}.", $"{name}.{n}."];
            var members = form
                .SelectMany(pair => prefixes.Where(p => pair.Key.StartsWith(p, StringComparison.Ordinal)).Select(p => (Key: pair.Key[p.Length..], pair.Value)))
                .ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
            if (members.Count == 0)
            {
                return items;
            }

            items.Add(new QueryParameters(members));
        }
    }
}
