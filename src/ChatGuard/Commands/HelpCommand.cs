using ChatGuard.Core.Answers;

namespace ChatGuard.Commands;

/// <summary>What can be asked.</summary>
internal sealed class HelpCommand(IServiceProvider services, Asking asking)
    : Command("help", "help", "What can be asked")
{
    public override bool IsAnybodys => true;

    public override Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        var commands = services.GetServices<Command>().Where(command => asking.May(command, request.Question)).OrderBy(command => command.Name == Name).ThenBy(command => command.Name, StringComparer.Ordinal).ToList();
        Choice[] choices = [new("Posture", "posture"), new("Users without MFA", "users-without-mfa"), new("Access keys", "rotate-report"), new("Root activity", "root-activity"), new("Findings", "findings")];
        var isPlatform = request.Question.Surface is not ("web" or "console");
        var answer = new Answer(
            "What you can ask",
            Tone.Neutral,
            [
                new Block.Table("Commands; a leading /aws is optional", [new("Command"), new("What it shows")], [.. commands.Select(command => (IReadOnlyList<Cell>)[command.Usage, command.Help])]),
                new Block.Bullets(
                [
                    "--account takes an id, a name or a part of one; without it every account answers.",
                    "--region keeps one region of what AWS keeps by region.",
                    "--fresh reads AWS now; otherwise an answer is at most some minutes old and says how old.",
                    .. isPlatform ? ["An answer is shown to you alone; --share shows it to everybody in the channel."] : Array.Empty<string>(),
                ]),
                new Block.Choices([.. choices.Where(choice => commands.Exists(command => command.Name == choice.Command))]),
            ]);
        return Task.FromResult(new Reply(Name, answer, []));
    }
}
