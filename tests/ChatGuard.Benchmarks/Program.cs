using ChatGuard.Benchmarks;

switch (args)
{
    case []:
        await Report.PrintAsync();
        return 0;
    case ["--calls"]:
        await CallBreakdown.PrintAsync();
        return 0;
    case ["--digest"]:
        DigestCost.Print();
        return 0;
    case ["--audit"]:
        await AuditCost.PrintAsync();
        return 0;
    case [AuditCost.Argument]:
        return await AuditCost.VerifyAsync();
    case ["--slack"]:
        await SlackLoad.PrintAsync();
        return 0;
    case [Measurement.Argument]:
        await Measurement.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project tests/ChatGuard.Benchmarks [-- --calls | --digest | --audit | --slack]");
        return 2;
}
