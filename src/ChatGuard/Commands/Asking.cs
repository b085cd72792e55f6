using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;

namespace ChatGuard.Commands;

/// <summary>Whether somebody may ask a command, or propose, where they do. Fails closed: where nobody vouches for the asker, chat platforms get no answer.</summary>
internal sealed class Asking(IOptions<AskingOptions> options)
{
    public bool May(Command command, Question question) => May(command.Name, command.IsAnybodys, command.ShowsKeyIds || command.Proposes, question);

    /// <summary>Whether who clicked may propose there: whoever may ask <c>fix</c>.</summary>
    public bool MayPropose(Click click) => May(FixCommand.CommandName, isAnybodys: false, needsRule: true, new Question("", click.Surface, click.Channel) { Actor = click.By });

    /// <summary>Says no, why, and what to do.</summary>
    public static Reply Refuse(Command command, Question question)
    {
        var why = command.Proposes ? $"{command.Name} proposes changes, so it is answered only to whom a rule names."
            : command.ShowsKeyIds ? $"{command.Name} shows access key ids, so it is answered only to whom a rule names."
            : $"A rule says who may ask {command.Name} here.";
        var fix = question.Actor is { } actor ? Remedy(actor, question.Surface, question.Channel) : "Nobody vouches for who you are here.";
        return new Reply(command.Name, new Answer($"You may not ask {command.Name} here", Tone.Warning, [new Block.Text(why), new Block.Text(fix), new Block.Choices([new("help", "help")])]), [], Outcome.Refused);
    }

    /// <summary>The same to who clicked a button that proposes.</summary>
    public static string RefuseToPropose(Click click) => $"You may not propose changes here, so nothing was proposed. {Remedy(click.By, click.Surface, click.Channel)}";

    private bool May(string command, bool isAnybodys, bool needsRule, Question question)
    {
        var rules = options.Value.Rules.Where(rule => rule.IsAbout(command)).ToList();
        return question.Surface switch
        {
            "console" => true,
            "web" => rules.Where(rule => rule.Askers.Exists(asker => asker.StartsWith("web:", StringComparison.Ordinal))).ToList() is not { Count: > 0 } own || own.Exists(rule => rule.Names(question)),
            _ when question.Actor is null => false,
            _ => isAnybodys || (rules.Count > 0 ? rules.Exists(rule => rule.Names(question)) : !needsRule),
        };
    }

    private static string Remedy(Actor actor, string surface, string? channel) =>
        $"Ask whoever runs ChatGuard to name you ({actor.Id}), one of your groups or this channel ({surface}:{channel}) in {AskingOptions.Section}:Rules.";
}
