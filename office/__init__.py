"""THE DAY: pages that gather from everywhere what somebody is to do or to look after."""
