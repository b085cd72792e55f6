using ChatGuard.Tests.Chat.Scenarios;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>ChatGuard in the channel "security" of a Teams organisation; started once for a class of tests.</summary>
public sealed class TeamsApp : IAsyncLifetime
{
    private readonly TempDatabase database = new();

    internal DrivenClock Clock { get; } = new();

    internal FakeTeams Teams { get; private set; } = null!;

    internal WholeApp App { get; private set; } = null!;

    internal TeamsChat Channel => Teams.Channel("security");

    internal TeamsPerson Ana => Teams.Person("Ana Lima");

    public async ValueTask InitializeAsync()
    {
        Teams = await FakeTeams.StartAsync(Clock);
        App = await WholeApp.StartAsync(database, Clock, [.. Teams.Settings, $"--ChatGuard:Asking:Rules:0:Askers:0={Ana.Actor}"]);
        Teams.Bot = App.Address;
        await Teams.InstallAsync(Ana, Channel);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Teams.DisposeAsync();
        database.Dispose();
    }
}
