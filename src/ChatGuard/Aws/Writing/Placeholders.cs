using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ChatGuard.Aws.Writing;

/// <summary>Values that a plan cannot hold and the call needs: a secret that nobody may read, an id that AWS gives out in an earlier step.</summary>
internal static class Placeholders
{
    /// <summary>A fresh password that satisfies every IAM password policy. It is sent, and kept nowhere.</summary>
    public const string RandomPassword = "{random-password}";

    /// <summary>The id of the region's GuardDuty detector, of which AWS allows one.</summary>
    public const string Detector = "{detector}";

    private const string Lower = "abcdefghijkmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";
    private const string Symbols = "!@#$%^&*()_+-=[]{}|'";

    /// <summary>A copy of the input with each placeholder replaced by what <paramref name="value"/> makes for it.</summary>
    public static async Task<JsonObject> FillAsync(JsonObject input, Func<string, Task<string>> value)
    {
        var filled = input.DeepClone().AsObject();
        foreach (var (name, node) in input)
        {
            if (node is JsonValue text && text.TryGetValue<string>(out var placeholder) && placeholder is RandomPassword or Detector)
            {
                filled[name] = await value(placeholder);
            }
        }

        return filled;
    }

    /// <summary>32 characters: some of each kind, in random order.</summary>
    public static string NewPassword()
    {
        var characters = ((string[])[Lower, Upper, Digits, Symbols]).SelectMany(kind => RandomNumberGenerator.GetItems<char>(kind, 3))
            .Concat(RandomNumberGenerator.GetItems<char>(Lower + Upper + Digits + Symbols, 20)).ToArray();
        RandomNumberGenerator.Shuffle<char>(characters);
        return new string(characters);
    }
}
