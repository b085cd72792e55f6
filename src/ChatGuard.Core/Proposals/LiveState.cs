using System.Security.Cryptography;
using System.Text;

namespace ChatGuard.Core.Proposals;

/// <summary>
/// A resource as AWS shows it now, as named fields: only what a plan depends on, so that a change of any of them voids an approval. Policy documents and the
/// like are values too. A field that is not there has no entry.
/// </summary>
public sealed record LiveState
{
    public LiveState(IReadOnlyDictionary<string, string> fields) => Fields = new SortedDictionary<string, string>(fields.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The fields by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>The field's value; null where it is not there.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>SHA-256 over all fields, in hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(Fields.Select(each => $"{each.Key.Length}:{each.Key}{each.Value.Length}:{each.Value}")))));

    /// <summary>What reads differently in <paramref name="other"/>: nothing where the two are the same.</summary>
    public IReadOnlyList<FieldChange> DifferencesTo(LiveState other) =>
    [
        .. Fields.Keys.Union(other.Fields.Keys).Order(StringComparer.Ordinal)
            .Where(field => this[field] != other[field])
            .Select(field => new FieldChange(field, this[field], other[field])),
    ];

    /// <summary>Whether every change reads as done.</summary>
    public bool Shows(IEnumerable<FieldChange> changes) => changes.GroupBy(change => change.Field).All(field => this[field.Key] == field.Last().After);

    /// <summary>This state after those changes.</summary>
    public LiveState With(IEnumerable<FieldChange> changes)
    {
        var fields = Fields.ToDictionary(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.After is { } value)
            {
                fields[change.Field] = value;
            }
            else
            {
                fields.Remove(change.Field);
            }
        }

        return new LiveState(fields);
    }

    public bool Equals(LiveState? other) => other is not null && DifferencesTo(other).Count == 0;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Fingerprint);
}
