using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>The credential report: made once, then the same bytes for four hours.</summary>
internal static class CredentialReport
{
    private const string Header = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(500);

    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["GenerateCredentialReport"] = Generate,
        ["GetCredentialReport"] = Get,
    };

    private static IEnumerable<XElement> Generate(Call call, QueryParameters input)
    {
        var report = call.Account.Iam.Report;
        if (report is not null && call.SignatureNow < report.ReadyAt)
        {
            return [new("State", "INPROGRESS")];
        }

        if (report is not null && !Expired(report, call.Now))
        {
            return [new("State", "COMPLETE")];
        }

        call.Account.Iam.Report = new CredentialReportState(Csv(call.Account.Iam), call.Now, call.SignatureNow + Work);
        return [new("State", "STARTED"), new("Description", report is null ? "No report exists. Starting a new report generation task" : "The existing report has expired. Starting a new report generation task")];
    }

    private static IEnumerable<XElement> Get(Call call, QueryParameters input) => call.Account.Iam.Report switch
    {
        null => throw new AwsError("ReportNotPresent", "No report is present.", 410),
        { } report when call.SignatureNow < report.ReadyAt => throw new AwsError("ReportInProgress", "Report is being generated.", 404),
        { } report when Expired(report, call.Now) => throw new AwsError("ReportExpired", "Report has expired.", 410),
        { } report =>
        [
            new("Content", Convert.ToBase64String(Encoding.UTF8.GetBytes(report.Content))),
            new("ReportFormat", "text/csv"),
            new("GeneratedTime", IamXml.Iso(report.GeneratedAt)),
        ],
    };

    private static bool Expired(CredentialReportState report, DateTimeOffset now) => now - report.GeneratedAt >= Lifetime;

    private static string Csv(IamState iam) =>
        string.Join('\n', iam.Users.Values.Select(user => Row(user, iam.PasswordPolicy?.MaxAge)).Prepend(Row(iam.Root, null)).Prepend(Header));

    private static string Row(IamUser user, int? maxAge)
    {
        var keys = user.Keys.OrderBy(key => key.Created).ToList();
        return string.Join(',', (string[])
        [
            user.Name,
            user.Arn,
            Date(user.Created),
            .. Password(user, maxAge),
            Flag(!user.Mfa.IsEmpty),
            .. Key(keys.ElementAtOrDefault(0)),
            .. Key(keys.ElementAtOrDefault(1)),
            .. Certificate(user.Certificates.ElementAtOrDefault(0)),
            .. Certificate(user.Certificates.ElementAtOrDefault(1)),
        ]);
    }

    private static string[] Password(IamUser user, int? maxAge)
    {
        if (user.Password is not { } password)
        {
            return user.Name == IamUser.RootName
                ? ["false", "no_information", "not_supported", "not_supported"]
                : ["false", "N/A", "N/A", "N/A"];
        }

        var root = user.Name == IamUser.RootName;
        return
        [
            "true",
            password.LastUsed is { } used ? Date(used) : "no_information",
            password.Changed is { } changed ? Date(changed) : "not_supported",
            root ? "not_supported" : maxAge is { } days && password.Changed is { } since ? Date(since.AddDays(days)) : "N/A",
        ];
    }

    private static string[] Key(AccessKey? key) =>
    [
        Flag(key?.Active == true),
        key is null ? "N/A" : Date(key.Created),
        key?.LastUse is { } use ? Date(use.Time) : "N/A",
        key?.LastUse?.Region ?? "N/A",
        key?.LastUse?.Service ?? "N/A",
    ];

    private static string[] Certificate(SigningCertificate? certificate) =>
        [Flag(certificate?.Active == true), certificate is null ? "N/A" : Date(certificate.Uploaded)];

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);
}
