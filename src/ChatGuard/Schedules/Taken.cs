using Quartz;

namespace ChatGuard.Schedules;

/// <summary>What Quartz says where two replicas schedule the same job at once.</summary>
internal static class Taken
{
    /// <summary>Whether another replica was faster; Quartz's job store wraps that in an error of its own, depending on where it noticed.</summary>
    public static bool SaysTaken(this SchedulerException error) => error.GetBaseException() is ObjectAlreadyExistsException;
}
