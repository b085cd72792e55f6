using ChatGuard.Chat;
using ChatGuard.Chat.Teams;
using ChatGuard.Chat.Web;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard teams-package</c>: writes the package that an organisation adds ChatGuard to Teams with. Nothing is started.</summary>
internal static class PackageForTeams
{
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 where it is written; 1 where no app id is configured.</returns>
    public static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddChatGuard(builder.Configuration).AddReports(builder.Configuration);
        using var host = builder.Build();
        host.ValidateConfiguration();
        var options = host.Services.GetRequiredService<IOptions<TeamsOptions>>().Value;
        if (options.AppId.Length == 0)
        {
            await System.Console.Error.WriteLineAsync($"The package names your bot: set {TeamsOptions.Section}:AppId to the application (client) id of its app registration first.");
            return 1;
        }

        var website = host.Services.GetRequiredService<IOptions<WebOptions>>().Value.PublicUrl;
        var manifest = TeamsPackage.Manifest(host.Services.GetRequiredService<Conversation>().Commands, options.AppId, website);
        await using (var file = File.Create(path))
        {
            await TeamsPackage.WriteAsync(file, manifest, cancellationToken);
        }

        await System.Console.Out.WriteLineAsync($"{path} is written. Upload it in Teams: Apps, Manage your apps, Upload an app.");
        return 0;
    }
}
