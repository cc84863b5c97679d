using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs;

/// <summary>Arguments that reach further than their job: whoever enqueues it must be allowed what it does.</summary>
internal interface IGuardedArguments
{
    /// <summary>Refuses a caller who may not do this without a job either.</summary>
    /// <exception cref="RefusalException">They may not.</exception>
    void Demand(AccessControl control, Caller caller);
}
