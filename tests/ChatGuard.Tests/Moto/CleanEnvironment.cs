using System.Diagnostics;

namespace ChatGuard.Tests.Moto;

/// <summary>Takes out of a child's environment what would send it to another account, endpoint or proxy.</summary>
internal static class CleanEnvironment
{
    private static readonly string[] Unwanted = ["AWS_", "ChatGuard_", "FAKETIME", "MOTO_", "DOTNET_ENVIRONMENT", "ASPNETCORE_"];

    public static void Of(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(Leads).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    private static bool Leads(string name) =>
        Unwanted.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
