using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using ChatGuard.Chat;
using ChatGuard.Chat.Teams;
using Xunit;

namespace ChatGuard.Tests.Manifests;

public class TeamsManifestTests(TeamsManifestTests.Catalogue catalogue) : IClassFixture<TeamsManifestTests.Catalogue>
{
    private static string Folder => Path.GetFullPath(Path.Combine(GoldenFile.PathOf("x"), "..", "..", "..", "..", "manifests", "teams"));

    // To accept new commands: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests --filter TeamsManifestTests, then read the difference in git.
    [Fact]
    public void TheManifestIsMadeOfTheCommandsThereAre()
    {
        var path = Path.Combine(Folder, "manifest.json");
        var manifest = TeamsPackage.Manifest(catalogue.Commands, TeamsPackage.AnyApp, null);
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            File.WriteAllText(path, manifest);
        }

        Assert.Equal(File.ReadAllText(path), manifest, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void EveryCommandIsSuggestedOrLeftOutByName()
    {
        var suggested = JsonNode.Parse(TeamsPackage.Manifest(catalogue.Commands, TeamsPackage.AnyApp, null))!["bots"]![0]!["commandLists"]![0]!["commands"]!.AsArray().Select(command => (string)command!["title"]!);

        Assert.Equal(catalogue.Commands.Select(command => command.Name).Order(StringComparer.Ordinal), suggested.Concat(TeamsPackage.NotSuggested).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ThePackageHoldsTheManifestAndTwoIconsOfTheSizesTeamsTakes()
    {
        using var written = new MemoryStream();
        var manifest = TeamsPackage.Manifest(catalogue.Commands, "c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22", new Uri("https://chatguard.example.com"));
        await TeamsPackage.WriteAsync(written, manifest, TestContext.Current.CancellationToken);
        written.Position = 0;
        await using var zip = new ZipArchive(written);

        Assert.Equal(["color.png", "manifest.json", "outline.png"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.Equal((192, 192), Size(zip.GetEntry("color.png")!));
        Assert.Equal((32, 32), Size(zip.GetEntry("outline.png")!));
        using var reader = new StreamReader(await zip.GetEntry("manifest.json")!.OpenAsync(TestContext.Current.CancellationToken));
        var read = JsonNode.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22", (string?)read["id"]);
        Assert.Equal("c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22", (string?)read["bots"]![0]!["botId"]);
        Assert.Equal("https://chatguard.example.com/", (string?)read["developer"]!["websiteUrl"]);
    }

    /// <summary>From the header of a PNG.</summary>
    private static (int Width, int Height) Size(ZipArchiveEntry icon)
    {
        var header = new byte[24];
        using var stream = icon.Open();
        stream.ReadExactly(header);
        Assert.Equal("PNG"u8, header.AsSpan(1, 3));
        return (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20)));
    }

    /// <summary>The commands of the application.</summary>
    public sealed class Catalogue : IAsyncLifetime
    {
        private App? app;

        internal IReadOnlyList<CommandHelp> Commands => app!.Commands;

        public async ValueTask InitializeAsync() => app = await App.StartAsync();

        public ValueTask DisposeAsync() => app!.DisposeAsync();
    }
}
