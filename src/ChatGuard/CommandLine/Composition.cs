using System.ComponentModel.DataAnnotations;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Slack;
using ChatGuard.Chat.Teams;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Checks;
using ChatGuard.Doctor;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Schedules;
using ChatGuard.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary>What every way of running ChatGuard shares: configuration, accounts, commands, the conversation.</summary>
internal static class Composition
{
    public static IServiceCollection AddChatGuard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<AwsOptions>().BindConfiguration(AwsOptions.Section).Validated(AwsOptions.Section);
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).Validated(StoreOptions.Section);
        services.AddSingleton(provider => new Store.Store(provider.GetRequiredService<IOptions<StoreOptions>>().Value, provider.GetRequiredService<TimeProvider>(), new Sealing(provider.GetRequiredService<IDataProtectionProvider>)));
        services.AddKeys();
        services.AddSingleton(provider => StoreDoctor.OfStore(() => provider.GetRequiredService<Store.Store>()));
        services.AddSingleton(provider => StoreDoctor.OfKeyFolder(() => provider.GetRequiredService<IOptions<ProtectionOptions>>().Value));
        services.AddOptions<Thresholds>().BindConfiguration("ChatGuard:Thresholds").Validate(Positive, "ChatGuard:Thresholds: every threshold is a number from 1 to 3650").ValidateOnStart();
        services.AddOptions<DecisionOptions>().Configure(options => configuration.GetSection(DecisionOptions.Section).Bind(options.Decisions)).Validated(DecisionOptions.Section);
        services.AddSingleton<AwsDoctor>().AddSingleton(provider => new DoctorCheck("aws", (_, ct) => provider.GetRequiredService<AwsDoctor>().ExamineAsync(ct)));
        services.AddSingleton<Accounts>().AddHostedService(provider => provider.GetRequiredService<Accounts>());
        services.AddOptions<AskingOptions>().BindConfiguration(AskingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AskingOptions>, AskingOptions.Validator>();
        services.AddOptions<RemediationOptions>().BindConfiguration(RemediationOptions.Section).Validated(RemediationOptions.Section);
        services.AddSingleton(provider => NamesOf(provider.GetRequiredService<IOptions<AwsOptions>>().Value, configuration));
        services.AddRemediations().AddOptions<ApprovalOptions>().PostConfigure<IOptions<AwsOptions>>((approvals, aws) => ApproveInSandbox(approvals, aws.Value, configuration));
        return services.AddCommands().AddSingleton<Conversation>();
    }

    /// <summary>The made-up people approve in the made-up accounts, unless rules say otherwise, so that all of it can be tried.</summary>
    private static void ApproveInSandbox(ApprovalOptions approvals, AwsOptions aws, IConfiguration configuration)
    {
        if (aws.IsSandbox && approvals.Rules.Count == 0)
        {
            approvals.Rules =
            [
                new()
                {
                    Approvers = [.. new[] { SandboxPeople.Anna, SandboxPeople.Ben, SandboxPeople.Bob }.Select(person => person.Actor.Id)],
                    BreakGlass = [SandboxPeople.Anna.Actor.Id],
                    Notify = [DefaultChannel(configuration)],
                },
            ];
            approvals.People = [.. SandboxPeople.All.Select(person => new PersonOptions { Id = person.Actor.Id, IamUsers = [person.IamUser] })];
        }
    }

    /// <summary>The made-up people have names from the start, where they are who may approve.</summary>
    private static Names NamesOf(AwsOptions aws, IConfiguration configuration)
    {
        var names = new Names();
        if (aws.IsSandbox && !configuration.GetSection(WebLoginOptions.Section).Exists())
        {
            SandboxPeople.All.ToList().ForEach(person => names.Learn(person.Actor));
        }

        return names;
    }

    /// <summary>The chat surfaces and the digests that go to them, with one to the first web channel where none is configured.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWebChat(configuration);
        services.AddSlack(configuration);
        services.AddTeams();
        services.AddDigests();
        services.AddOptions<ScheduleOptions>().PostConfigure(options => options.Digests = options.Digests.Count > 0 ? options.Digests
            : [new DigestOptions { Name = "daily", Channel = DefaultChannel(configuration) }]);
        return services;
    }

    /// <summary>Where the digest goes that nobody configured.</summary>
    public static string DefaultChannel(IConfiguration configuration) => $"web:{configuration["ChatGuard:Web:Channels:0"] ?? "security"}";

    /// <summary>Checks the whole configuration before anything is made from a part of it.</summary>
    /// <exception cref="OptionsValidationException">One section is wrong; an <see cref="AggregateException"/> of them where several are.</exception>
    public static void ValidateConfiguration(this IHost host)
    {
        try
        {
            host.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException error)
        {
            // Options that are checked against other options fail with them; once is enough.
            throw new AggregateException(error.InnerExceptions.DistinctBy(each => each.Message));
        }
    }

    /// <summary>Checks the whole configuration and the database it names, all problems at once, before anything is started or changed.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; every problem is told.</exception>
    public static async Task ValidateAllAsync(this IHost host, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        try
        {
            host.ValidateConfiguration();
        }
        catch (OptionsValidationException error)
        {
            problems.AddRange(error.Failures);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            problems.AddRange(error.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }

        try
        {
            await host.Services.GetRequiredService<Store.Store>().CheckAsync(cancellationToken);
        }
        catch (StoreException error)
        {
            problems.Add(error.Message);
        }
        catch (OptionsValidationException)
        {
            // Told already, with the rest of the configuration.
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException("", typeof(object), problems.Distinct(StringComparer.Ordinal));
        }
    }

    /// <summary>Attributes and IValidatableObject, at start, all problems at once.</summary>
    private static void Validated<T>(this OptionsBuilder<T> builder, string section)
        where T : class
    {
        builder.Services.AddSingleton<IValidateOptions<T>>(new Validator<T>(section));
        builder.ValidateOnStart();
    }

    private static bool Positive(Thresholds thresholds) =>
        typeof(Thresholds).GetProperties().Where(property => property.PropertyType == typeof(int)).All(property => (int)property.GetValue(thresholds)! is >= 1 and <= 3650);

    private sealed class Validator<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var problems = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(problems.Select(problem => problem.ErrorMessage!.StartsWith(section, StringComparison.Ordinal) ? problem.ErrorMessage : $"{section}: {problem.ErrorMessage}"));
        }
    }
}
