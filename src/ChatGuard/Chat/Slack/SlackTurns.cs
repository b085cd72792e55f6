using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Turns the pages of long answers, and sends them as files. A message that one person sees changes its page in place; of one that everybody sees, who turns
/// it is shown the other page alone.
/// </summary>
internal sealed class SlackTurns(Pages pages, SlackSender sender, SlackApi api, SlackPeople people, TimeProvider clock)
{
    private static readonly Answer Gone = new("This answer is no longer kept", Tone.Warning, [new Block.Text("Ask again.")]);

    public async Task TurnAsync(string value, SlackPlace place, bool isForOne, CancellationToken cancellationToken)
    {
        if (await RefusedAsync(place, cancellationToken))
        {
            return;
        }

        var page = value.Split(' ', 2) is [var id, var number] && int.TryParse(number, out var wanted) ? await pages.ReadAsync(id, wanted, cancellationToken) : null;
        await sender.TellAsync(place, page ?? new AnswerPage(null, Gone, 1, 1), replace: page is not null && (isForOne || place.IsDirect), cancellationToken);
    }

    /// <summary>Uploads the answer's tables to the direct messages of who clicked, so that no channel fills with files.</summary>
    public async Task FileAsync(string id, SlackPlace place, CancellationToken cancellationToken)
    {
        if (await RefusedAsync(place, cancellationToken))
        {
            return;
        }

        if (await pages.WholeAsync(id, cancellationToken) is not { } answer)
        {
            await sender.TellAsync(place, Gone, cancellationToken);
            return;
        }

        var channel = await sender.DirectAsync(place, cancellationToken);
        await api.UploadAsync($"chatguard-{clock.GetUtcNow():yyyy-MM-dd-HHmm}.csv", SlackText.Clip(answer.Title, 100), TableCsv.Render(answer), channel, null, cancellationToken);
        if (!place.IsDirect)
        {
            await sender.TellAsync(place, new Answer("The CSV file is in your direct messages with ChatGuard", Tone.Good, []), cancellationToken);
        }
    }

    private async Task<bool> RefusedAsync(SlackPlace place, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(place.Team, place.User, isClick: false, cancellationToken);
        if (person.Actor is null)
        {
            await sender.TellAsync(place, person.Refused(), cancellationToken);
        }

        return person.Actor is null;
    }
}
