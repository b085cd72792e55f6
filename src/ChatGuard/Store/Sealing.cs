using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ChatGuard.Store;

/// <summary>
/// Encrypts what of a proposal shows an account's state: its plan with everything needed to undo it, and what came of it. The keys are data protection's and
/// lie outside the database (<see cref="Protection"/>), so that a copy of the database shows none of it. Each text is bound to its place: moved to another
/// proposal or column it does not open.
/// </summary>
/// <param name="keys">Asked for at the first use; null where there are none, and then nothing can be kept or read.</param>
internal sealed class Sealing(Func<IDataProtectionProvider>? keys)
{
    /// <summary>Begins what is encrypted. What an earlier ChatGuard kept begins with a brace and is read as it is.</summary>
    private const string Version = "dp1:";

    /// <exception cref="UnreadableProposalException">The keys cannot be used.</exception>
    public string Seal(string text, string proposal, string column) => Use(proposal, column, protector => Version + protector.Protect(text));

    /// <exception cref="UnreadableProposalException">The key it was encrypted with is not there, or it is not as it was written.</exception>
    public string Open(string stored, string proposal, string column) =>
        stored.StartsWith(Version, StringComparison.Ordinal) ? Use(proposal, column, protector => protector.Unprotect(stored[Version.Length..])) : stored;

    private string Use(string proposal, string column, Func<IDataProtector, string> use)
    {
        try
        {
            var provider = (keys ?? throw new CryptographicException("There are no keys."))();
            return use(provider.CreateProtector("ChatGuard.Store.Proposals", column, proposal));
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or OptionsValidationException)
        {
            throw new UnreadableProposalException(
                $"The {column} of proposal {proposal} cannot be encrypted or decrypted: {error.Message} Either {ProtectionOptions.Section}:KeyFolder is not the folder it was written with, "
                + "which all replicas share and a backup has to hold, or somebody changed the database. Nothing is done with it.",
                error);
        }
    }
}

/// <summary>A proposal cannot be decrypted, or is not the one that was shown; the message says what to do. The database itself answers.</summary>
internal sealed class UnreadableProposalException(string message, Exception? inner = null) : StoreException(message, inner);
