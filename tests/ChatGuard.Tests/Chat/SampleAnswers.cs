using Xunit;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Tests.Proposals;

namespace ChatGuard.Tests.Chat;

/// <summary>Answers that between them use every block, every mark and the strings an attacker would put in a name.</summary>
internal static class SampleAnswers
{
    public static readonly Answer Posture = new(
        "Posture of northwind-legacy: 38 of 100, grade F",
        Tone.Bad,
        [
            new Block.Facts(
            [
                new("Account", "northwind-legacy (111122223333)"),
                new("Failing", "14", Mark.Fail),
                new("Unknown", "2", Mark.Unknown),
                new("Passing", "5", Mark.Pass),
                new("Read", "2026-11-20 08:00 UTC"),
            ]),
            new Block.Note(Tone.Warning, "2 sections could not be read: guardduty:ListFindings was denied in ap-southeast-1. What they would show counts as unknown, not as passed."),
            new Block.Table("Checks, worst first", [new("Severity"), new("Check"), new("Result"), new("Detail"), new("Resources", Numeric: true)], PostureRows()),
            new Block.Choices([new("Explain root-mfa", "/aws how root-mfa"), new("Users without MFA", "/aws users-without-mfa"), new("Old keys", "/aws rotate-report")]),
        ]);

    public static readonly Answer EveryBlock = new(
        "Every block and mark",
        Tone.Good,
        [
            new Block.Heading("northwind-core"),
            new Block.Text("A paragraph that is long enough to need a second line when it is shown in a terminal of a hundred cells, which is the width most people have."),
            new Block.Facts([new("Score", "97 of 100", Mark.Pass), new("Account", "444455556666")]),
            new Block.Bullets(["One thing.", "Another thing that goes on for a while, so that the second line shows whether it is set in to match the first one."]),
            new Block.Steps(["Open the IAM console.", "Choose the user.", "Assign an MFA device."]),
            new Block.Table(null, [new("Mark"), new("With its own word"), new("With text"), new("Number", Numeric: true)], MarkRows()),
            new Block.Table("An empty table", [new("Key"), new("Age", Numeric: true)], []),
            new Block.Chart("Score by day", 100, [Scores("northwind-legacy", 38, 38, 41, null, 52, 5), Scores("northwind-core", 97, 97, 98, 98, 98, 97), Scores("northwind-lab", 96), Scores("never read")]),
            new Block.Chart("No data yet", 100, []),
            new Block.Note(Tone.Neutral, "A neutral note."),
            new Block.Note(Tone.Good, "A good note."),
            new Block.Note(Tone.Warning, "A warning."),
            new Block.Note(Tone.Bad, "A bad note."),
            new Block.Choices([new("Show the posture", "/aws posture")]),
        ]);

    public static readonly Answer Hostile = new(
        "<script>alert(1)</script>",
        Tone.Warning,
        [
            new Block.Heading("\"><img src=x onerror=alert(2)>"),
            new Block.Text("<!channel> *bold* [link](javascript:alert(3)) &amp; 'quoted'"),
            new Block.Facts([new("reversed \u202Egnp.exe", "\u2066isolated\u2069 \u200Bzero\uFEFF"), new("red \u001b[31mtext\u001b[0m", "bell \a and\r\nnew line\tand tab", Mark.Fail)]),
            new Block.Bullets(["שלום עולם (right to left)", "日本語の長い名前のバケット", "unpaired \ud800 surrogate", "tag \U000E0041 character"]),
            new Block.Table(
                "<b>caption</b>\u2028",
                [new("Name <i>"), new("onmouseover=\"x\"")],
                [["</td></table><script>alert(4)</script>", new(new string('w', 300), Mark.Critical)], ["line\nbreak", "arn:aws:iam::111122223333:user/" + new string('x', 120)]]),
            new Block.Chart("</title></svg><script>alert(6)</script>", 100, [Scores("\"><img src=x onerror=alert(7)> \u202E", 3, 4)]),
            new Block.Note(Tone.Bad, "</p><style>*{display:none}</style>"),
            new Block.Choices([new("<u>Press</u>", "/aws how \"><img src=x onerror=alert(5)>")]),
        ]);

    public static readonly Answer Buttons = new(
        "Deactivate access key AKIA7U4HH6OGNEXAMPLE of bob.tanaka",
        Tone.Warning,
        [
            new Block.Facts([new("State", "waits for 2 approvals"), new("Expires", "2026-11-20 12:00 UTC")]),
            new Block.Buttons(
            [
                Button("Approve", Verb.Approve), Button("Reject", Verb.Reject), Button("Break glass", Verb.BreakGlass),
                Button("Review", Verb.Review), Button("Undo", Verb.Undo), Button("Open the plan", Verb.Open),
                new("<i>", Verb.Approve, "\"><script>alert(8)</script>", "' onclick=alert(9) \"", "<b>\u202E"),
            ]),
        ]);

    /// <summary>A plan that waits, with approvers whose names are known and one whose name is not.</summary>
    public static readonly Answer Plan = ProposalCard.Of(
        ProposalSamples.New(2, ProposalSamples.Ben),
        ProposalSamples.Policy with { Called = new Dictionary<string, string> { ["web:anna"] = "Berg, Anna", ["slack:T1/usergroup:S1"] = "@aws-approvers" } },
        "northwind-legacy",
        isSandbox: true);

    public static TheoryData<string> Names => ["posture", "every-block", "hostile", "buttons", "plan"];

    public static Answer Named(string name) => name switch
    {
        "posture" => Posture,
        "every-block" => EveryBlock,
        "hostile" => Hostile,
        "buttons" => Buttons,
        "plan" => Plan,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such sample."),
    };

    private static Button Button(string label, Verb verb) => new(label, verb, "k3v9x2m4q7", "n-1", "Deactivate access key AKIA7U4HH6OGNEXAMPLE of bob.tanaka");

    private static IReadOnlyList<Cell>[] PostureRows() =>
    [
        Row(Mark.Critical, "root-mfa", Mark.Fail, "The root user has no MFA device.", 1),
        Row(Mark.Critical, "root-no-access-keys", Mark.Fail, "The root user has an active access key.", 1),
        Row(Mark.Critical, "incident-new-key-after-root", Mark.Fail, "Root signed in from 203.0.113.24 after 3 failures and created a key for rosa.jimenez.", 3),
        Row(Mark.Critical, "cloudtrail-logging", Mark.Fail, "The trail management-events does not log since 2026-11-18 03:12 UTC.", 1),
        Row(Mark.High, "console-mfa", Mark.Fail, "8 users sign in with a password alone: admin, bob.tanaka, dev, eve.lindqvist, jana.novak, olga.smirnova, paul.dubois and 1 more.", 8),
        Row(Mark.High, "keys-rotated-90d", Mark.Fail, "The oldest key, of ci-deploy, is 800 days old.", 7),
        Row(Mark.High, "s3-public-buckets", Mark.Fail, "northwind-website-assets-backup-2019 can be read by everyone.", 2),
        Row(Mark.High, "sg-open-ssh", Mark.Fail, "sg-0a1b2c3d4e5f67890 in eu-west-1 lets 0.0.0.0/0 reach port 22.", 4),
        Row(Mark.High, "guardduty-enabled", Mark.Unknown, "ap-southeast-1: AccessDenied on guardduty:ListDetectors.", 1),
        Row(Mark.High, "analyzer-external-access", Mark.Fail, "3 of 17 regions have no external access analyzer.", 3),
        Row(Mark.Medium, "credentials-unused-45d", Mark.Fail, "5 credentials were last used 45 days ago or more.", 5),
        Row(Mark.Medium, "one-active-key", Mark.Fail, "hiro.sato and kofi.mensah have two active keys.", 2),
        Row(Mark.Medium, "password-policy-length", Mark.Fail, "The minimum length is 8; 14 is asked for.", 1),
        Row(Mark.Medium, "policies-on-groups", Mark.Fail, "farid.haddad, rosa.jimenez and terraform have policies of their own.", 3),
        Row(Mark.Medium, "kms-rotation", Mark.Unknown, "eu-central-1: kms:ListKeys timed out.", 1),
        Row(Mark.Medium, "breakglass-unused", Mark.Suppressed, "Accepted by ciso until 2027-03-31: unused by design.", 1),
        Row(Mark.Low, "users-tagged", Mark.Fail, "11 users have no owner tag.", 11),
        Row(Mark.Low, "ebs-encryption-default", Mark.Pass, "On in every region.", 17),
        Row(Mark.Low, "support-role", Mark.Pass, "SupportAccess can be assumed by admins.", 1),
        Row(Mark.Info, "organization-scp", Mark.NotApplicable, "The account is no member of an organisation with all features.", 0),
    ];

    private static IReadOnlyList<Cell> Row(Mark severity, string check, Mark result, string detail, int resources) =>
        [new("", severity), check, new("", result), detail, resources.ToString()];

    private static Series Scores(string name, params IEnumerable<int?> scores) =>
        new(name, [.. scores.Select((score, n) => (score, Day: new DateOnly(2026, 11, 15).AddDays(n))).Where(each => each.score is not null).Select(each => new Point(each.Day, each.score!.Value))]);

    private static IReadOnlyList<Cell>[] MarkRows() =>
        [.. Enum.GetValues<Mark>().Select(mark => (IReadOnlyList<Cell>)[new("", mark), new("rotate soon", mark), new("3 of 17 regions", mark), ((int)mark).ToString()])];
}
