using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;
using CsvHelper;

namespace ChatGuard.Aws.Reading;

/// <summary>Parses IAM's credential report by its header's names; columns it does not know are ignored.</summary>
internal static class CredentialReportCsv
{
    private static readonly string[] Needed = ["user", "arn", "mfa_active", "password_enabled", "access_key_1_active", "access_key_2_active"];

    /// <exception cref="InvalidDataException">A column is missing, or a row is shorter than the header.</exception>
    public static CredentialReport Parse(string content, DateTimeOffset generatedTime)
    {
        using var csv = CsvReader.FromText(content, new CsvReaderOptions { FieldCountMismatch = CsvFieldCountHandling.Throw });
        try
        {
            csv.ReadHeader();
            var missing = Needed.Except(csv.Headers, StringComparer.Ordinal).ToList();
            if (missing.Count > 0)
            {
                throw new InvalidDataException($"the credential report has no column {string.Join(", ", missing)}");
            }

            var rows = new List<UserCredentials>();
            while (csv.Read())
            {
                rows.Add(Row(csv));
            }

            return new CredentialReport(generatedTime, rows.Find(row => row.IsRoot), [.. rows.Where(row => !row.IsRoot)]);
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"the credential report is malformed: {error.Message}", error);
        }
    }

    private static UserCredentials Row(CsvReader csv)
    {
        var user = csv.GetString("user");
        return new UserCredentials
        {
            UserName = user == "<root_account>" ? "root" : user,
            Arn = csv.GetString("arn"),
            Created = Time(csv, "user_creation_time"),
            PasswordEnabled = Flag(csv, "password_enabled"),
            PasswordLastUsed = Time(csv, "password_last_used"),
            PasswordLastChanged = Time(csv, "password_last_changed"),
            PasswordNextRotation = Time(csv, "password_next_rotation"),
            MfaActive = Flag(csv, "mfa_active") ?? throw new InvalidDataException($"mfa_active of {user} is neither true nor false"),
            AccessKeys = [.. new[] { Key(csv, 1), Key(csv, 2) }.OfType<AccessKey>()],
            ActiveSigningCertificates = (Flag(csv, "cert_1_active") == true ? 1 : 0) + (Flag(csv, "cert_2_active") == true ? 1 : 0),
        };
    }

    private static AccessKey? Key(CsvReader csv, int number)
    {
        var active = Flag(csv, $"access_key_{number}_active") == true;
        var rotated = Time(csv, $"access_key_{number}_last_rotated");
        return !active && rotated is null ? null : new AccessKey
        {
            Number = number,
            Active = active,
            LastRotated = rotated,
            LastUsed = Time(csv, $"access_key_{number}_last_used_date"),
            LastUsedService = Word(csv, $"access_key_{number}_last_used_service"),
            LastUsedRegion = Word(csv, $"access_key_{number}_last_used_region"),
        };
    }

    private static string? Word(CsvReader csv, string column) => !csv.TryGetFieldIndex(column, out var index) ? null : csv.GetString(index) switch
    {
        "" or "N/A" or "no_information" or "not_supported" => null,
        var text => text,
    };

    private static bool? Flag(CsvReader csv, string column) => Word(csv, column) switch
    {
        { } text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        { } text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => null,
    };

    private static DateTimeOffset? Time(CsvReader csv, string column) => Word(csv, column) is { } text ? WireValues.Time(text) : null;
}
