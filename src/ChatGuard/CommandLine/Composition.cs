using System.ComponentModel.DataAnnotations;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Checks;
using ChatGuard.Policies;
using ChatGuard.Schedules;
using ChatGuard.Store;
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
        services.AddSingleton(provider => new Store.Store(provider.GetRequiredService<IOptions<StoreOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<Thresholds>().BindConfiguration("ChatGuard:Thresholds").Validate(Positive, "ChatGuard:Thresholds: every threshold is a number from 1 to 3650").ValidateOnStart();
        services.AddOptions<DecisionOptions>().Configure(options => configuration.GetSection(DecisionOptions.Section).Bind(options.Decisions)).Validated(DecisionOptions.Section);
        services.AddSingleton<Accounts>().AddHostedService(provider => provider.GetRequiredService<Accounts>());
        return services.AddCommands().AddSingleton<Conversation>();
    }

    /// <summary>The chat surfaces and the digests that go to them, with one to the first web channel where none is configured.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWebChat(configuration);
        services.AddDigests();
        services.AddOptions<ScheduleOptions>().PostConfigure(options => options.Digests = options.Digests.Count > 0 ? options.Digests
            : [new DigestOptions { Name = "daily", Channel = $"web:{configuration["ChatGuard:Web:Channels:0"] ?? "security"}" }]);
        return services;
    }

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
