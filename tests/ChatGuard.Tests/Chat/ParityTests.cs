using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using ChatGuard.Chat;
using ChatGuard.Chat.Console;
using ChatGuard.Chat.Slack;
using ChatGuard.Chat.Teams;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>
/// The README's table of what each chat can do, made by doing it: every command is asked on every surface, every kind of block and every button is drawn by every
/// renderer. What a surface cannot do stands there as "no".
/// </summary>
public sealed class ParityTests(ParityTests.AnybodysApp fixture) : IClassFixture<ParityTests.AnybodysApp>
{
    private const string Begin = "<!-- Made by ParityTests; to accept a change: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests --filter ParityTests -->\n";
    private const string End = "<!-- Up to here -->";
    private const string Probe = "probe";

    private static readonly string[] Surfaces = ["slack", "teams", "web", "console"];

    private static string Readme => Path.GetFullPath(Path.Combine(GoldenFile.PathOf("x"), "..", "..", "..", "..", "README.md"));

    [Fact]
    public async Task TheReadmeSaysWhatEachChatCanDo()
    {
        var made = new StringBuilder("| | Slack | Teams | Web | Console |\n|---|---|---|---|---|\n");
        foreach (var command in fixture.App.Service<Conversation>().Commands)
        {
            made.Append($"| `{command.Name}` | {string.Join(" | ", await Task.WhenAll(Surfaces.Select(surface => AskedAsync(command, surface))))} |\n");
        }

        foreach (var kind in Kinds)
        {
            var answer = new Answer("Title", Tone.Neutral, [Sample(kind.DerivedType)]);
            made.Append($"| {kind.TypeDiscriminator} | {string.Join(" | ", Surfaces.Select(surface => Drawn(answer, surface)))} |\n");
        }

        foreach (var verb in Enum.GetValues<Verb>())
        {
            var answer = new Answer("Title", Tone.Neutral, [new Block.Buttons([new Button(Probe, verb, "k3v9x2m4q7", "n-1", "About")])]);
            made.Append($"| button {Wording.Kebab(verb)} | {string.Join(" | ", Surfaces.Select(surface => Drawn(answer, surface)))} |\n");
        }

        var readme = await File.ReadAllTextAsync(Readme, TestContext.Current.CancellationToken);
        var (before, after) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(before, Begin.Length, after);
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(Readme, readme[..before] + made + readme[after..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(readme[before..after], made.ToString(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void TeamsAndSlackHaveEveryKindOfBlockAndEveryButton()
    {
        var answers = Kinds.Select(kind => new Answer("Title", Tone.Neutral, [Sample(kind.DerivedType)]))
            .Concat(Enum.GetValues<Verb>().Select(verb => new Answer("Title", Tone.Neutral, [new Block.Buttons([new Button(Probe, verb, "k3v9x2m4q7", "n-1", "About")])])));

        Assert.All(answers, answer => Assert.All(new[] { "slack", "teams", "web" }, surface => Assert.NotEqual("no", Drawn(answer, surface))));
    }

    /// <summary>The family of blocks, as it declares itself.</summary>
    private static IEnumerable<JsonDerivedTypeAttribute> Kinds => typeof(Block).GetCustomAttributes<JsonDerivedTypeAttribute>();

    private static Block Sample(Type kind) => new Block[]
    {
        new Block.Text(Probe),
        new Block.Heading(Probe),
        new Block.Facts([new Fact("Label", Probe)]),
        new Block.Table(null, [new Column("Column")], [[Probe]]),
        new Block.Chart("Caption", 100, [new Series(Probe, [new Point(new DateOnly(2026, 11, 20), 38), new Point(new DateOnly(2026, 11, 21), 41)])]),
        new Block.Bullets([Probe]),
        new Block.Steps([Probe]),
        new Block.Choices([new Choice(Probe, "help")]),
        new Block.Buttons([new Button(Probe, Verb.Approve, "k3v9x2m4q7", "n-1", "About")]),
        new Block.Note(Tone.Warning, Probe),
    }.Single(block => block.GetType() == kind);

    private async Task<string> AskedAsync(CommandHelp command, string surface)
    {
        var text = command.Name switch
        {
            "digest" or "help" => command.Name,
            _ when command.Usage.StartsWith($"{command.Name} ID", StringComparison.Ordinal) => $"{command.Name} root-mfa-enabled",
            _ => command.Name,
        };
        var question = new Question(text, surface, surface == "console" ? null : "security") { Actor = surface == "console" ? null : new Actor($"{surface}:T1/U1", "Anna") };
        var reply = await fixture.App.Service<Conversation>().AnswerAsync(question, TestContext.Current.CancellationToken);
        return reply.Outcome != Outcome.Answered || reply.Answer.Title.StartsWith("Nobody vouches", StringComparison.Ordinal) ? "no" : Shows(reply.Answer, surface) ? "yes" : "no";
    }

    /// <summary>Whether the surface's own rendering begins with the answer's title.</summary>
    private static bool Shows(Answer answer, string surface)
    {
        var title = Wording.Clip(answer.Title, 60)[..Math.Min(40, answer.Title.Length)];
        return Rendered(answer, surface).Contains(title, StringComparison.Ordinal);
    }

    private static string Rendered(Answer answer, string surface) => surface switch
    {
        "slack" => string.Concat(Strings(BlockKit.Render(answer).Blocks)),
        "teams" => string.Concat(Strings(AdaptiveCard.Render(answer))),
        "web" => XElement.Parse(Html.Render(answer)).Value,
        _ => PlainText.Render(answer, 400),
    };

    /// <summary>What the surface makes of the one block, by its own names; "no" where what it says is lost.</summary>
    private static string Drawn(Answer answer, string surface) => !Rendered(answer, surface).Contains(Probe, StringComparison.Ordinal) ? "no" : surface switch
    {
        "slack" => Names(BlockKit.Render(answer).Blocks.Skip(1), "elements", "accessory"),
        "teams" => Names(AdaptiveCard.Render(answer)["body"]!.AsArray().Skip(1), "actions", "inlines"),
        "web" => string.Join(", ", XElement.Parse(Html.Render(answer)).Elements().Skip(1).SelectMany(part => part.Name.LocalName == "div" ? part.Elements() : [part]).Select(part => $"`{part.Name.LocalName}`").Distinct()),
        _ => answer.Blocks[0] is Block.Buttons ? "says where" : "text",
    };

    private static string Names(IEnumerable<JsonNode?> blocks, params string[] inside) => string.Join(", ", blocks.OfType<JsonObject>()
        .SelectMany(block => inside.SelectMany(name => Interactive(block[name])) is var parts && parts.Any() ? parts : [(string)block["type"]!]).Select(name => $"`{name}`").Distinct());

    private static IEnumerable<string> Interactive(JsonNode? node) => (node switch { JsonArray many => many.OfType<JsonObject>(), JsonObject one => [one], _ => [] })
        .Select(part => (string?)part["type"]).OfType<string>().Where(type => type == "button" || type.StartsWith("Action.", StringComparison.Ordinal));

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => Strings(member.Value)),
        JsonArray many => many.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    /// <summary>The application, where Anna may ask everything.</summary>
    public sealed class AnybodysApp : IAsyncLifetime
    {
        private readonly TempDatabase database = new();

        internal WholeApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await WholeApp.StartAsync(
            database, "--ChatGuard:Asking:Rules:0:Askers:0=slack:T1/U1", "--ChatGuard:Asking:Rules:0:Askers:1=teams:T1/U1", "--ChatGuard:Asking:Rules:0:Askers:2=web:T1/U1");

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            database.Dispose();
        }
    }
}
