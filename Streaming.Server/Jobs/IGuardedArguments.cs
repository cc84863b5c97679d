using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs;

/// <summary>Job arguments that need authorization beyond the permission to enqueue.</summary>
internal interface IGuardedArguments
{
    /// <summary>Refuses a caller that is not allowed to do the work of the job itself.</summary>
    /// <exception cref="RefusalException">The caller is not allowed to do it.</exception>
    void Demand(AccessControl control, Caller caller);
}
