using Streaming.Server.Access.Authorization;
using Streaming.Server.Fanout;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the services by which the channels of all Centrifugal connections are authorized, subscribed to and sent.</summary>
internal sealed record ChannelServices(AccessControl Access, StreamOpener Streams, ChannelRecovery Recovery, FanoutEngine Fanout);
