using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Tests.Chat.Scenarios;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>The scenarios' people in Teams: what they do goes to ChatGuard's endpoint with signed tokens, what they see is what the connector was sent.</summary>
public sealed class TeamsDriver : ChatDriver
{
    private readonly TempDatabase database = new();
    private readonly Dictionary<string, TeamsPerson> people = new(StringComparer.Ordinal);
    private FakeTeams teams = null!;
    private WholeApp app = null!;
    private TeamsMessage? lastMention;
    private string lastAuthorization = "";

    internal override WholeApp App => app;

    public override Person Requester { get; } = new($"teams:{FakeTeams.Tenant}/00000000-0000-4000-8000-000000000001", "Rosa Jimenez");

    public override IReadOnlyList<Person> Approvers { get; } =
        [.. Enumerable.Range(0, 50).Select(n => new Person($"teams:{FakeTeams.Tenant}/00000000-0000-4000-8000-{n + 100:D12}", $"Approver {n:D2}"))];

    public override Person Stranger { get; } = new($"teams:{FakeTeams.Tenant}/00000000-0000-4000-8000-000000000002", "Guest Gary");

    public override string Channel => $"teams:{Room.Id}";

    public override bool AnswersPrivately => false;

    internal FakeTeams Teams => teams;

    internal string Database => database.ConnectionString;

    internal TeamsChat Room => teams.Channel("security");

    public override async ValueTask InitializeAsync()
    {
        teams = await FakeTeams.StartAsync(Clock);
        foreach (var person in Approvers.Append(Requester).Append(Stranger))
        {
            people[person.Id] = teams.Person(person.Name, person.Id.Split('/')[1], isGuest: person == Stranger);
        }

        app = await WholeApp.StartAsync(database, Clock, [.. teams.Settings, .. Settings]);
        teams.Bot = app.Address;
        await teams.InstallAsync(people[Requester.Id], Room);
    }

    public override async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await teams.DisposeAsync();
        database.Dispose();
    }

    public override Task CommandAsync(Person who, string words) => MentionAsync(who, $"/aws {words}");

    public override async Task MentionAsync(Person who, string words) => lastMention = await people[who.Id].MentionAsync(Room, words);

    public override Task DirectAsync(Person who, string words) => people[who.Id].SayAsync(words);

    public override Task<IReadOnlyList<Seen>> SeenAsync(Person who, Place place)
    {
        var person = people[who.Id];
        var chat = place == Place.Channel ? Room : teams.Personal(person);
        var messages = chat.FromBot.Where(message => !message.IsDeleted).Select(message => (message.Id, Seen: (Seen)See(message, person, place)));
        var notices = person.Notices.Where(notice => notice.About.Chat == chat)
            .Select(notice => (notice.Id, Seen: new Seen(notice.Id, place, notice.About.Root ?? notice.About.Id, IsPrivate: true, notice.Text, [])));
        return Task.FromResult<IReadOnlyList<Seen>>([.. messages.Concat(notices).OrderBy(each => each.Id, StringComparer.Ordinal).Select(each => each.Seen)]);
    }

    public override Task PressAsync(Person who, Seen message, string button, string? reason = null)
    {
        lastAuthorization = teams.Authorization();
        return people[who.Id].PressAsync(Message(message), Button(message, button), reason);
    }

    public override async Task PressAndDropAsync(Person who, Seen message, string button, string? reason = null)
    {
        var body = Encoding.UTF8.GetBytes(Click(who, message, button, reason).ToJsonString());
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        var wire = connection.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/messages HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: {teams.Authorization()}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        await wire.WriteAsync(body);
    }

    public override async Task RetryMentionAsync()
    {
        for (var n = 0; n < 3; n++)
        {
            await teams.PostAsync(lastMention!.Activity, teams.Authorization());
        }
    }

    public override async Task<bool> ReplayClickAsync(bool late)
    {
        if (late)
        {
            // Tokens hold for an hour, with five minutes' grace.
            Clock.Advance(TimeSpan.FromMinutes(66));
        }

        return IsRefused(await teams.PostAsync(teams.LastInvoke, lastAuthorization));
    }

    public override async Task<IReadOnlyList<(string How, bool Refused)>> ForgeAsync(Person who, Seen message, string button)
    {
        var forged = new List<(string, bool)>();
        foreach (var how in Forgeries.Names)
        {
            foreach (var activity in new[] { Click(who, message, button, "forged"), teams.Written(new TeamsMessage(Guid.NewGuid().ToString(), Room, null, people[who.Id]), "accounts") })
            {
                var authorization = Forgeries.Make(how, teams, activity);
                forged.Add(($"{activity["type"]}: {how}", IsRefused(await teams.PostAsync(activity, authorization))));
            }
        }

        return forged;
    }

    public override Task GoDownAsync() => Task.FromResult(teams.Faults.IsDown = true);

    public override Task ComeBackAsync() => Task.FromResult(teams.Faults.IsDown = false);

    public override Task RevokeAsync() => Task.FromResult(teams.Tokens.IsRevoked = true);

    public override Task RestoreAsync() => Task.FromResult(teams.Tokens.IsRevoked = false);

    private static bool IsRefused(InvokeAnswer answer) => answer is { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, Body: null };

    private static SeenCard See(TeamsMessage message, TeamsPerson person, Place place)
    {
        var card = message.CardFor(person);
        return new(message.Id, place, message.Root, IsPrivate: false, message.TextFor(person), card is null ? [] : [.. TeamsCard.Buttons(card).Select(button => button.Title)], card);
    }

    private static TeamsCard.Button Button(Seen message, string button)
    {
        var card = ((SeenCard)message).Card!;
        return TeamsCard.Find(card, TeamsCard.Buttons(card).FirstOrDefault(each => each.Title.StartsWith(button, StringComparison.Ordinal))?.Title ?? button);
    }

    private TeamsMessage Message(Seen message) => Room.Messages.Concat(people.Values.SelectMany(person => teams.Personal(person).Messages)).First(each => each.Id == message.Id);

    private JsonObject Click(Person who, Seen message, string button, string? reason)
    {
        var pressed = Button(message, button);
        TeamsCard.Fill(pressed, reason, out var data);
        return teams.Invoke(people[who.Id], Message(message), "adaptiveCard/action", TeamsCard.Execute(pressed, data));
    }

    /// <summary>What a person saw, with the card that was before them.</summary>
    private sealed record SeenCard(string Id, Place Place, string? ThreadOf, bool IsPrivate, string Text, IReadOnlyList<string> Buttons, JsonObject? Card)
        : Seen(Id, Place, ThreadOf, IsPrivate, Text, Buttons);
}
