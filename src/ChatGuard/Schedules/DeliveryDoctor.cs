using ChatGuard.Core.Answers;
using ChatGuard.Doctor;

namespace ChatGuard.Schedules;

/// <summary>What doctor says of messages on their way: channels that are gone, messages that wait too long, and questions whose answer could not be posted.</summary>
internal sealed class DeliveryDoctor(DigestPlans plans, Store.Store store, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Recently = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        if (await store.ExamineAsync(cancellationToken) != Store.Store.Newest)
        {
            return [Diagnosis.Off("nothing was posted from this database yet")];
        }

        var (waiting, oldest) = await store.OutboxDepthAsync(cancellationToken);
        var broken = await store.BrokenChannelsAsync(cancellationToken);
        var unanswered = await store.UnansweredAsync(clock.GetUtcNow() - Recently, cancellationToken);
        return
        [
            .. broken.Select(each => Broken(each.Channel, each.Error)),
            .. unanswered.Select(Lost),
            clock.GetUtcNow() - oldest > Patience
                ? Diagnosis.Wrong($"{Wording.Count(waiting, "message")} not posted yet, the oldest made {Wording.Ago(oldest!.Value, clock.GetUtcNow())}", "Is ChatGuard running? Its log says 'Posting … failed' with the reason; each message is tried for a day.")
                : Diagnosis.Well(waiting == 0 ? "no message waits to be posted" : $"{Wording.Count(waiting, "message")} on the way"),
        ];
    }

    /// <summary>A message that arrives later makes the channel well again; one that nobody uses any more is no trouble.</summary>
    private Diagnosis Broken(ChannelRef channel, string error) => plans.All.Where(plan => plan.Channel == channel).Select(plan => plan.Name).ToList() is { Count: > 0 } digests
        ? Diagnosis.Wrong(
            $"{channel} did not take its last message, which was given up: {error}",
            $"Restore the channel and ChatGuard's access to it, or change the Channel of {string.Join(", ", digests)} in {ScheduleOptions.Section}:Digests; the next message that arrives settles this.")
        : Diagnosis.Off($"{channel} did not take its last message ({error}); no digest goes there now");

    /// <summary>One that is answered later settles it.</summary>
    private Diagnosis Lost(Store.Unanswered lost)
    {
        var what = $"{Wording.Count(lost.Number, "message")} from {lost.Surface} not answered and given up within a day, the last {Wording.Ago(lost.LastAt, clock.GetUtcNow())}: {lost.Error}";
        return lost.WorksAgain
            ? Diagnosis.Off($"{what}; later ones were answered")
            : Diagnosis.Wrong(what, "Whoever asked got no answer. Mend the reason, then ask again: the next one that is answered settles this. ChatGuard's log names each as 'Working off delivery … given up'.");
    }
}
