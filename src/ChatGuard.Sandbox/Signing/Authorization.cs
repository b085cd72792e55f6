namespace ChatGuard.Sandbox.Signing;

/// <summary>The parts of a SigV4 Authorization header.</summary>
internal sealed record Authorization(string AccessKeyId, string Date, string Region, string Service, IReadOnlyList<string> SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/aws4_request";

    /// <summary>Reads the header, or returns null where a part is missing.</summary>
    public static Authorization? Parse(string? header)
    {
        if (header?.StartsWith(Algorithm + " ", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var parts = header[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1]);
        var credential = parts["Credential"].FirstOrDefault()?.Split('/');
        var headers = parts["SignedHeaders"].FirstOrDefault();
        var signature = parts["Signature"].FirstOrDefault();
        return credential is [var key, var date, var region, var service, "aws4_request"] && headers is not null && signature is not null
            ? new Authorization(key, date, region, service, headers.Split(';'), signature)
            : null;
    }
}
