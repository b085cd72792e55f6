using System.Globalization;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat;

/// <summary>Turns what somebody typed into a reply: finds the command, runs it, and turns whatever goes wrong into an answer.</summary>
internal sealed class Conversation
{
    private readonly Dictionary<string, Command> commands;
    private readonly Asking asking;
    private readonly ILogger<Conversation> log;

    /// <exception cref="InvalidOperationException">Two commands have one name.</exception>
    public Conversation(IEnumerable<Command> commands, Asking asking, ILogger<Conversation> log)
    {
        this.asking = asking;
        this.log = log;
        this.commands = new(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            if (!this.commands.TryAdd(command.Name, command))
            {
                throw new InvalidOperationException($"two commands are called {command.Name}");
            }
        }

        Commands = [.. this.commands.Values.OrderBy(command => command.Name, StringComparer.Ordinal).Select(command => new CommandHelp(command.Name, command.Usage, command.Help, command.Arguments))];
    }

    /// <summary>What can be typed, for completion.</summary>
    public IReadOnlyList<CommandHelp> Commands { get; }

    /// <summary>Answers; only the caller's own cancellation is thrown.</summary>
    public async Task<Reply> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("command");
        var reply = await ReplyAsync(question, cancellationToken);
        activity?.SetTag("chatguard.command", reply.Command).SetTag("chatguard.outcome", reply.Outcome);
        Telemetry.Commands.Add(1, new("command", reply.Command), new("surface", question.Surface), new("outcome", reply.Outcome));
        return reply;
    }

    private async Task<Reply> ReplyAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            var request = Request.Parse(question);
            if (!commands.TryGetValue(request.Command, out var command))
            {
                return NotUnderstood($"'{request.Command}' is no command", DidYouMean.Suggest(request.Command, commands.Keys));
            }

            request.NoMoreThan(command.MostArguments);
            return asking.May(command, question) ? await command.AnswerAsync(request, cancellationToken) with { Share = request.Share } : Asking.Refuse(command, question);
        }
        catch (NotUnderstoodException error)
        {
            return NotUnderstood(error.Message, error.Suggestions);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reference = Convert.ToHexString(Guid.NewGuid().ToByteArray(), 0, 4).ToLower(CultureInfo.InvariantCulture);
            log.AnswerFailed(reference, question.Surface, error);
            var answer = new Answer($"Something went wrong here (reference {reference})", Tone.Bad, [new Block.Text($"{error.GetType().Name}: {error.Message}"), new Block.Text("Ask again; if it stays so, look for the reference in ChatGuard's log.")]);
            return new Reply("", answer, [], Outcome.Failed);
        }
    }

    private static Reply NotUnderstood(string message, IReadOnlyList<string> suggestions)
    {
        IReadOnlyList<Block> blocks = suggestions.Count > 0
            ? [new Block.Text($"Did you mean {string.Join(" or ", suggestions)}?"), new Block.Choices([.. suggestions.Select(each => new Choice(each, each)), new Choice("help", "help")])]
            : [new Block.Text("See help for what can be asked."), new Block.Choices([new Choice("help", "help")])];
        return new Reply("", new Answer($"Not understood: {message}", Tone.Warning, blocks), [], Outcome.NotUnderstood);
    }
}

/// <summary>A command as completion and help show it.</summary>
/// <param name="Name">Such as <c>rotate-report</c>.</param>
/// <param name="Usage">Such as <c>root-activity [--days N] [--account ID]</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Arguments">Values that can follow the name, such as check ids; empty where none.</param>
internal sealed record CommandHelp(string Name, string Usage, string Help, IReadOnlyList<string> Arguments);
