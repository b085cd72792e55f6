using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Renders an answer as an Adaptive Card 1.5. Every string of an answer is put where Teams parses no markdown and no mention, with its invisible characters
/// made visible. A card is at most <see cref="MostBytes"/> long: what does not fit is counted, not dropped in silence; buttons are kept before anything else.
/// </summary>
internal static class AdaptiveCard
{
    /// <summary>
    /// Bytes of a card as <see cref="Size"/> counts them: below the 28 KB that every surface of Teams takes
    /// (learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
    /// </summary>
    public const int MostBytes = 27_500;

    public const string ContentType = "application/vnd.microsoft.card.adaptive";

    private const int LongestTitle = 300;
    private const int MostForButtons = 12_000;
    private const int Reserve = 700;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Render(Answer answer) => Render(new AnswerPage(null, answer, 1, 1));

    /// <summary>A page of an answer, with its links to the others.</summary>
    public static JsonObject Render(AnswerPage page) => Draw(page.Answer.Blocks.Any(Approves) && !ShowsWhole(page.Answer) ? page with { Answer = WithoutApproval(page.Answer) } : page).Card;

    /// <summary>Whether everything an answer says is read on its card, to the last letter.</summary>
    public static bool ShowsWhole(Answer answer) => !answer.Blocks.Any(CardBlocks.Clips) && Draw(new AnswerPage(null, answer, 1, 1)).IsWhole;

    /// <summary>Whether nothing of an answer is left out for lack of room, links to other pages included.</summary>
    public static bool Fits(Answer answer) => Draw(new AnswerPage(new string('x', 40), answer, 50, 100)).IsWhole;

    private static (JsonObject Card, bool IsWhole) Draw(AnswerPage page)
    {
        var answer = page.Answer;
        var card = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["msteams"] = new JsonObject { ["width"] = "full" },
            ["body"] = new JsonArray(),
        };
        var body = card["body"]!.AsArray();
        body.Add(Title(answer));
        var room = new CardRoom(MostBytes - Reserve - Size(card));
        var acting = new CardRoom(Math.Min(MostForButtons, room.Left));
        var buttons = answer.Blocks.Select(block => IsActing(block) ? CardButtons.Render(block, acting).ToList() : []).ToList();
        room.Spend(acting.Spent);
        var links = CardButtons.Links(page);
        room.Spend(links is null ? 0 : Size(links) + 1);
        var cut = 0;
        foreach (var (block, acts) in answer.Blocks.Zip(buttons))
        {
            var elements = IsActing(block) ? acts : [.. CardBlocks.Render(block, room)];
            cut += elements.Count == 0 && !IsEmpty(block) ? 1 : 0;
            elements.ForEach(element => body.Add(element));
        }

        if (cut > 0)
        {
            body.Add(CardText.Block([CardText.Run($"{Wording.Count(cut, "more part")} of this answer did not fit. Narrow the question, or ask in a terminal.", subtle: true)]));
        }

        if (links is not null)
        {
            body.Add(links);
        }

        return (card, !room.IsCut && !acting.IsCut);
    }

    /// <summary>A card as a message; its summary is what a notification shows.</summary>
    public static JsonObject Message(AnswerPage page) => new()
    {
        ["type"] = "message",
        ["summary"] = CardText.Words(Wording.Clip(page.Answer.Title, LongestTitle)),
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = ContentType, ["content"] = Render(page) }),
    };

    /// <summary>JSON as it is sent.</summary>
    public static string Write(JsonNode json) => json.ToJsonString(Json);

    /// <summary>Bytes where all but ASCII is escaped: more than it has when it is sent, and than anybody on its way makes of it.</summary>
    public static int Size(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json).Length;

    /// <summary>What is approved has to be seen whole first: a card that cannot show all of it does not offer to.</summary>
    private static Answer WithoutApproval(Answer answer)
    {
        var blocks = answer.Blocks.Select(block => block is Block.Buttons buttons ? new Block.Buttons([.. buttons.Items.Where(button => !Approves(button))]) : block);
        return answer with { Blocks = [new Block.Note(Tone.Warning, CardReply.TooLong), .. blocks] };
    }

    private static bool Approves(Block block) => block is Block.Buttons buttons && buttons.Items.Any(Approves);

    private static bool IsActing(Block block) => block is Block.Buttons or Block.Choices;

    private static bool Approves(Button button) => button.Verb is Verb.Approve or Verb.BreakGlass;

    private static bool IsEmpty(Block block) => block is Block.Buttons { Items.Count: 0 } or Block.Choices { Items.Count: 0 } or Block.Facts { Items.Count: 0 } or Block.Bullets { Items.Count: 0 } or Block.Steps { Items.Count: 0 };

    private static JsonObject Title(Answer answer) => new()
    {
        ["type"] = "Container",
        ["style"] = CardText.Style(answer.Tone),
        ["bleed"] = true,
        ["items"] = new JsonArray(CardText.Block(
            [CardText.Run(CardText.Shape(answer.Tone) + Wording.Clip(answer.Title, LongestTitle), bold: true, size: "Medium")])),
    };
}

/// <summary>How many bytes of a card are left.</summary>
internal sealed class CardRoom(int bytes)
{
    public int Left => bytes - Spent;

    public int Spent { get; private set; }

    /// <summary>Whether an element did not fit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether an element fits; where it does, its room is taken.</summary>
    public bool Take(JsonNode element)
    {
        // The comma before it counts too.
        var size = AdaptiveCard.Size(element) + 1;
        IsCut |= size > Left;
        return size <= Left && Spend(size);
    }

    /// <summary>Takes room, or with a negative number gives it back.</summary>
    public bool Spend(int size)
    {
        Spent += size;
        return true;
    }
}
