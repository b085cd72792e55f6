using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Teams;

/// <summary>What doctor says of Teams: whether Microsoft's keys can be read and gives a token, where the app is installed, and whether each channel can be posted to.</summary>
internal sealed class TeamsDoctor(IOptions<TeamsOptions> options, SigningKeys keys, ConnectorToken tokens, Connector connector, Store.Store store)
{
    private const int MostKnown = 500;

    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(IReadOnlyList<ChannelRef> channels, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return channels.Count == 0 ? [Diagnosis.Off("not set up")]
                : [.. channels.Select(channel => Diagnosis.Wrong($"{channel} cannot be posted to, as Teams is not set up", $"Set {TeamsOptions.Section}:AppId, TenantId and ClientSecret, or take the channel out."))];
        }

        var said = new List<Diagnosis> { await KeysAsync(cancellationToken), await TokenAsync(cancellationToken) };
        var known = await store.TeamsConversationsAsync(MostKnown, cancellationToken);
        var installed = known.Where(each => each.Installed).ToList();
        said.Add(installed.Count > 0
            ? Diagnosis.Well($"the app is in {Wording.Count(installed.Select(each => each.TeamId).OfType<string>().Distinct(StringComparer.Ordinal).Count(), "team")} and {Wording.Count(installed.Count(each => each.Kind != "channel"), "chat")}")
            : Diagnosis.Wrong("nothing ever came from Teams", "Add the app to a team or chat and say help to it; if it does not answer, check the bot's messaging endpoint, https://YOUR-HOST/api/messages, in Azure."));
        foreach (var channel in channels)
        {
            said.Add(await ChannelAsync(channel, known, said[1].Health == Health.Well, cancellationToken));
        }

        return said;
    }

    private async Task<Diagnosis> KeysAsync(CancellationToken cancellationToken)
    {
        if (options.Value.DevAnonymous)
        {
            return Diagnosis.Off("messages are taken without a token, from this computer (DevAnonymous)");
        }

        try
        {
            await keys.FindAsync("", cancellationToken);
            return Diagnosis.Well($"the keys of inbound messages can be read at {options.Value.MetadataAddress}");
        }
        catch (KeysUnavailableException error)
        {
            return Diagnosis.Wrong(error.Message, "Let this host call that address; without the keys nothing from Teams is taken.");
        }
    }

    private async Task<Diagnosis> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.GetAsync(cancellationToken) is null ? Diagnosis.Off("messages are sent without a token (DevAnonymous)") : Diagnosis.Well($"the app {options.Value.AppId} gets a token");
        }
        catch (ConnectorException error)
        {
            return Diagnosis.Wrong("the app gets no token", error.Message);
        }
    }

    private async Task<Diagnosis> ChannelAsync(ChannelRef channel, IReadOnlyList<Store.TeamsConversation> known, bool hasToken, CancellationToken cancellationToken)
    {
        var own = known.FirstOrDefault(each => each.Id == channel.Channel);
        if (own is { Installed: false })
        {
            return Diagnosis.Wrong($"the app was removed from {channel}", "Add it to the team or chat again.");
        }

        if ((own ?? known.FirstOrDefault(each => each.Installed)) is not { } place)
        {
            return Diagnosis.Wrong($"{channel} cannot be tried before anything came from Teams", "Add the app to the channel's team and say help to it once.");
        }

        if (!hasToken)
        {
            return Diagnosis.Off($"{channel} was not tried, as there is no token");
        }

        try
        {
            await using var members = connector.MembersAsync(place.ServiceUrl, channel.Channel, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await members.MoveNextAsync();
            return Diagnosis.Well($"{channel} can be reached");
        }
        catch (ChannelGoneException error)
        {
            return Diagnosis.Wrong($"{channel} cannot be posted to: {error.Message}", "Add the app to the channel's team, or put the channel's id right: it is in the link that Teams copies, after /channel/.");
        }
        catch (ConnectorException error)
        {
            return Diagnosis.Wrong($"{channel} could not be tried", error.Message);
        }
    }
}
