namespace ChatGuard.Core.Checks;

/// <summary>Which controls of the CIS AWS Foundations Benchmark a check answers; the mapping is data, in <c>cis.csv</c>.</summary>
public static class Cis
{
    private static readonly ILookup<string, string> Controls = Read().ToLookup(row => row.Check, row => $"{row.Benchmark}:{row.Control}", StringComparer.Ordinal);

    /// <summary>The controls as <c>benchmark:control</c>, such as <c>5.0:1.4</c>, oldest benchmark first; empty for a check that is not CIS's.</summary>
    public static IReadOnlyList<string> Of(string checkId) => [.. Controls[checkId]];

    /// <summary>Every check that the mapping names.</summary>
    internal static IEnumerable<string> Checks => Controls.Select(row => row.Key);

    private static IEnumerable<(string Benchmark, string Control, string Check)> Read()
    {
        using var stream = typeof(Cis).Assembly.GetManifestResourceStream("ChatGuard.Core.Checks.cis.csv")
            ?? throw new InvalidOperationException("cis.csv is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Skip(1)
            .Select(line => line.Split(',') is [var benchmark, var control, var check]
                ? (benchmark, control, check)
                : throw new InvalidDataException($"cis.csv: three columns expected: {line}"))
            .ToList();
    }
}
