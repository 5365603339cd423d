-- OSRM's own car rules, asked for the shortest way instead of the quickest one.
-- Two things are made equal to what the planner is asked: tracks are roads, and a road that is open
-- to destinations only is no short cut (OSRM's own default says so too, but not for distances).
local car = require('car')
local setup, process_turn = car.setup, car.process_turn

car.setup = function()
  local profile = setup()
  profile.properties.weight_name = 'distance'
  profile.speeds.highway.track = 10
  profile.restricted_highway_whitelist.track = true
  return profile
end

car.process_turn = function(profile, turn)
  process_turn(profile, turn)
  if turn.target_restricted and not turn.source_restricted then
    turn.weight = constants.max_turn_weight
  end
end

return car
